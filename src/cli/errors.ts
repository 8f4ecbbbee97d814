/** The command line is wrong; the message says what and where to look. Exit code 2, where any other failure is 1. */
export class UsageError extends Error {}

/** An error as one line for the person at the terminal. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing =
    'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && /'(hono|@hono|@libsql)\b/.test(error.message);
  if (missing)
    return 'the collector needs packages that are not installed: npm install hono @hono/node-server @libsql/client';
  return error.message.replaceAll(/\s*\n\s*/g, ' ');
}
