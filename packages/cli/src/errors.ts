import { OptionError } from 'turntally/signals';

/** The command line is wrong; the message says what and where to look. Exit code 2, where any other failure is 1. */
export class UsageError extends Error {}

/** What the library says of an option in code, said of the command line. */
export function wrongOption(option: string, error: TypeError): UsageError {
  return new UsageError(`${option} ${error instanceof OptionError ? error.reason : error.message}`);
}

/** Optional peer dependencies, each with what to say where it is not installed. */
const optional: readonly (readonly [RegExp, string])[] = [
  [
    /'(hono|@hono|@libsql|d3-)\b/,
    'the collector needs packages that are not installed: npm install hono @hono/node-server @libsql/client d3-scale d3-shape',
  ],
  [
    /'cli-table3'/,
    'replay needs packages that are not installed: npm install cli-table3 cli-progress (--json does without)',
  ],
];

/** An error as one line for the person at the terminal. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return missingPackage(error) ?? error.message.replaceAll(/\s*\n\s*/g, ' ');
}

/** Whether one of the optional peer dependencies, or a part of one, is not installed. */
export const isMissingPackage = (error: unknown): boolean => missingPackage(error) !== undefined;

function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return optional.find(([packages]) => packages.test(error.message))?.[1];
}
