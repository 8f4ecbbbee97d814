/** The part of Cloudflare's `DurableObjectState` that a shard uses. Its storage must be SQLite. */
export interface ShardState {
  readonly storage: ShardStorage;
}

export interface ShardStorage {
  readonly sql: {
    exec(
      sql: string,
      ...values: unknown[]
    ): { toArray(): readonly Readonly<Record<string, unknown>>[]; readonly rowsWritten: number };
  };
  /** Runs `work` in one transaction, which is undone if `work` throws. */
  transactionSync<T>(work: () => T): T;
  /** Epoch milliseconds, or `null` if no alarm is set. */
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}
