/** The command line is wrong; the message says what and where to look. Exit code 2, where any other failure is 1. */
export class UsageError extends Error {}

/** An error as one line for the person at the terminal. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isMissingPackage(error)) {
    return 'the collector needs packages that are not installed: npm install hono @hono/node-server @libsql/client';
  }
  return error.message.replaceAll(/\s*\n\s*/g, ' ');
}

/** Whether one of the optional peer dependencies, or a part of one, is not installed. */
export function isMissingPackage(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' && /'(hono|@hono|@libsql)\b/.test(error.message);
}
