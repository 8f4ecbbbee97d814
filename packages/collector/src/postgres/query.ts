export type QueryParameter = string | number | boolean | null;

/**
 * Runs one statement with the parameters `$1`, `$2`, … and resolves with its rows, once it is committed. Rejects with the
 * driver's error, whose `code` is the SQLSTATE.
 */
export type Query = (
  sql: string,
  parameters: readonly QueryParameter[],
) => Promise<readonly { readonly [column: string]: unknown }[]>;

/** The SQLSTATE of an error of the database, or `undefined` if it is another error, e.g. of the connection. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
