import { printable } from './printable.js';

/** Returns what is thrown as one line of text that a terminal may print. */
export function errorMessage(error: unknown): string {
  // A host of several addresses: each has an error, and the whole has no message.
  if (error instanceof AggregateError && error.message === '') return errorMessage(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return printable(message.replaceAll(/\s*\n\s*/g, ' '));
}
