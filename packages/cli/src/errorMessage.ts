import { printable } from './printable.js';

/** Returns what is thrown as one line of text that a terminal may print. */
export function errorMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return printable(message.replaceAll(/\s*\n\s*/g, ' '));
}
