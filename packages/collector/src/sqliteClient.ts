import { busyTimeoutMs } from './sql/connection.js';

/** The parts of libsql that are used here. */
interface NativeDatabase {
  /** Runs in a thread of libsql's. */
  exec(sql: string): Promise<unknown>;
  prepare(sql: string): Promise<NativeStatement>;
  close(): void;
}

interface Libsql {
  readonly default: new (path: string, options: object) => NativeDatabase;
}

interface NativeStatement {
  readonly reader: boolean;
  raw(raw: boolean): unknown;
  columns(): readonly { readonly name: string }[];
  all(values: Values): Promise<readonly (readonly unknown[])[]>;
  run(values: Values): { readonly changes: number };
}

type Values = readonly Value[] | Readonly<Record<string, Value>>;
type Value = string | number | null;

/** An SQL statement, and its parameters by position or by name. */
export type Statement = string | { readonly sql: string; readonly args: Values };

export type Row = Readonly<Record<string, unknown>>;

export interface Result {
  readonly rows: readonly Row[];
  /** By a statement that returns no rows. */
  readonly rowsAffected: number;
}

/** `read` sees one state of the file; `write` also keeps other processes from writing. */
export type TransactionMode = 'read' | 'write';

export interface Transaction {
  execute(statement: Statement): Promise<Result>;
  commit(): Promise<void>;
  /** Rolls back what is not committed. */
  close(): void;
}

/** One connection to a SQLite file. The caller waits for each call before the next one. */
export interface Client {
  execute(statement: Statement): Promise<Result>;
  /** Runs statements without parameters. */
  executeMultiple(sql: string): Promise<void>;
  /**
   * Runs a statement without parameters that must not run while another connection writes, and asks again and again until then.
   * SQLite itself would wait in a thread of libsql's, which has one for each core: with several connections, the one that is to
   * commit might get none.
   *
   * @throws Error with `SQLITE_BUSY` after two seconds.
   */
  executeWhenFree(sql: string): Promise<void>;
  /** Runs statements in one transaction. */
  batch(statements: readonly Statement[], mode: TransactionMode): Promise<readonly Result[]>;
  transaction(mode: TransactionMode): Promise<Transaction>;
  close(): void;
}

const pollMs = 5;

/** How long a write waits for another process that is writing, in milliseconds. */
const writeWaitMs = 2000;

/** Not in the import itself, or bundlers for Cloudflare Workers would look for it, where nothing opens a file. */
const libsql: string = 'libsql/promise';

/**
 * Opens the SQLite file at `path`. What waits for the disk or for other processes, above all `BEGIN` and `COMMIT`, runs in a
 * thread of libsql's: this process goes on. Messages of errors begin with the code, such as `SQLITE_FULL`.
 */
export async function createClient({ path }: { readonly path: string }): Promise<Client> {
  const { default: Database }: Libsql = await import(libsql);
  const database = withCode(() => new Database(path, {}));
  const statements = new Map<string, Promise<Prepared>>();
  let isClosed = false;

  async function executeMultiple(sql: string): Promise<void> {
    checkOpen();
    await database.exec(sql).catch(throwWithCode);
  }

  async function execute(statement: Statement): Promise<Result> {
    const { sql, args } = typeof statement === 'string' ? { sql: statement, args: [] } : statement;
    const { native, columns } = await prepare(sql);
    checkOpen();
    if (columns === undefined) {
      const { changes } = withCode(() => native.run(args));
      return { rows: [], rowsAffected: changes };
    }
    const rows = await native.all(args).catch(throwWithCode);
    return {
      rows: rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]]))),
      rowsAffected: 0,
    };
  }

  async function prepare(sql: string): Promise<Prepared> {
    checkOpen();
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql).then(describe, throwWithCode);
    statements.set(sql, statement);
    return statement;
  }

  async function transaction(mode: TransactionMode): Promise<Transaction> {
    const rollback = await prepare('ROLLBACK');
    await (mode === 'write' ? executeWhenFree('BEGIN IMMEDIATE') : executeMultiple('BEGIN'));
    return {
      execute,
      commit: () => executeMultiple('COMMIT'),
      close() {
        if (!isClosed && isInTransaction(database)) withCode(() => rollback.native.run([]));
      },
    };
  }

  async function executeWhenFree(sql: string): Promise<void> {
    const end = performance.now() + writeWaitMs;
    for (;;) {
      try {
        return await executeMultiple(`PRAGMA busy_timeout = 0; ${sql}; PRAGMA busy_timeout = ${busyTimeoutMs}`);
      } catch (error) {
        if (!/^SQLITE_BUSY\b/.test(messageOf(error)) || performance.now() >= end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** libsql would end the process. */
  function checkOpen(): void {
    if (isClosed) throw new Error('the connection is closed');
  }

  return {
    execute,
    executeMultiple,
    executeWhenFree,
    transaction,
    async batch(all, mode) {
      const shared = await transaction(mode);
      try {
        const results: Result[] = [];
        for (const statement of all) results.push(await shared.execute(statement));
        await shared.commit();
        return results;
      } finally {
        shared.close();
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      statements.clear();
      database.close();
    },
  };
}

/** Also after a failed `COMMIT`, depending on why it failed. */
function isInTransaction(database: NativeDatabase): boolean {
  return 'inTransaction' in database && database.inTransaction === true;
}

interface Prepared {
  readonly native: NativeStatement;
  /** Names; undefined if the statement returns no rows. */
  readonly columns: readonly string[] | undefined;
}

function describe(native: NativeStatement): Prepared {
  if (!native.reader) return { native, columns: undefined };
  native.raw(true);
  return { native, columns: native.columns().map(({ name }) => name) };
}

function withCode<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    return throwWithCode(error);
  }
}

function throwWithCode(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (typeof code !== 'string' || code === '') throw error;
  throw new Error(`${code}: ${messageOf(error)}`, { cause: error });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
