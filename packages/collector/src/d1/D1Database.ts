/** The part of Cloudflare's `D1Database` that the store uses: a binding, or a session of it. */
export interface D1Database {
  prepare(sql: string): D1PreparedStatement;
  /** Runs statements in one transaction. */
  batch(statements: D1PreparedStatement[]): Promise<readonly D1Result[]>;
}

export interface D1PreparedStatement {
  bind(...values: unknown[]): D1PreparedStatement;
}

export interface D1Result {
  readonly results: readonly unknown[];
  readonly meta: { readonly changes: number };
}
