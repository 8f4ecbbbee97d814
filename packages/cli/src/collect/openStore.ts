import { type CollectorStore, sqliteStore } from '@turntally/collector';
import { postgresStore, type Query } from '@turntally/collector/postgres';
import { fileOfApp, schemaOfApp } from '../databaseOfApp.js';
import { UsageError } from '../UsageError.js';

export interface OpenedStore {
  readonly store: CollectorStore;
  /** The database as log lines may name it: without a password. */
  readonly name: string;
}

/**
 * A statement that the server or the network never answers must not hold its post. The pool then closes its connection. Not the
 * server's own timeout: poolers such as PgBouncer refuse connections that set it.
 */
const timeouts = { connectionTimeoutMillis: 5000, query_timeout: 30_000 } as const;

export interface OpenOptions {
  /** The size of the file; without a limit if `undefined`. */
  readonly maxBytes?: number | undefined;
  /** @defaultValue false */
  readonly readOnly?: boolean;
}

/**
 * Returns the store of `--db` or, with `app`, that of this one of its apps. It opens the database at the first access.
 *
 * @throws UsageError if the URL or the name of the app is wrong, or `maxBytes` is set for a database that is not a file, OptionError
 * as `sqliteStore` does.
 */
export async function openStore(
  db: string,
  { app, ...options }: OpenOptions & { readonly app?: string | undefined } = {},
): Promise<OpenedStore> {
  return (await storeOpener(db, options))(app);
}

/**
 * Returns a function for the stores of several apps of `--db`: SQLite has a file for each, PostgreSQL a schema for each. The
 * stores in PostgreSQL share connections, which are closed with the last store.
 *
 * @throws UsageError as `openStore` does; the function throws the other errors.
 */
export async function storeOpener(
  db: string,
  { maxBytes, readOnly = false }: OpenOptions = {},
): Promise<(app: string | undefined) => OpenedStore> {
  if (/^postgres(ql)?:/i.test(db)) return openPostgres(db, { maxBytes, readOnly });
  return (app) => {
    const file = fileOfApp(db, app);
    return { store: sqliteStore(file, { readOnly, ...(maxBytes !== undefined && { maxBytes }) }), name: file };
  };
}

async function openPostgres(db: string, { maxBytes, readOnly = false }: OpenOptions) {
  if (maxBytes !== undefined) throw new UsageError('--max-size is for a SQLite file: limit PostgreSQL where it runs');
  const { default: pg } = await import('pg');
  const url = parseUrl(db);
  const { protocol, username, host, pathname } = url;
  const connectionString = { connectionString: url.href };
  try {
    new pg.Client(connectionString); // reads the certificates that the URL names
  } catch (error) {
    throw new UsageError(`--db cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  const pool = new pg.Pool({ ...connectionString, ...timeouts, application_name: 'turntally', keepAlive: true });
  pool.on('error', () => {}); // of idle connections; the next statement opens another
  const query: Query = async (sql, parameters) => {
    try {
      return (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
    } catch (error) {
      throw explainPassword(error);
    }
  };
  const name = `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
  let open = 0;
  const close = async () => {
    open -= 1;
    if (open === 0) await pool.end();
  };
  return (app: string | undefined): OpenedStore => {
    const schema = schemaOfApp(app);
    open += 1;
    const store = postgresStore({ query, close, schema, readOnly });
    return { store, name: app === undefined ? name : `${name}, schema ${schema}` };
  };
}

/** The driver's own error for a server that asks for a password which is not set does not say so. */
function explainPassword(error: unknown): unknown {
  if (!(error instanceof Error && error.message.includes('password must be a string'))) return error;
  return new Error('the server asks for a password: set PGPASSWORD', { cause: error });
}

/** The driver takes an unknown one for a connection without TLS. */
const sslModes = ['disable', 'no-verify', 'require', 'verify-ca', 'verify-full'];

function parseUrl(db: string): URL {
  const how = 'must be postgres://user@host/database; a password can be in the URL, in PGPASSWORD or in ~/.pgpass';
  // The URL may contain a password, so the message does not repeat it.
  if (!URL.canParse(db)) throw new UsageError(`--db ${how}`);
  const url = new URL(db);
  if (!/^\/[^/]+$/.test(url.pathname)) throw new UsageError(`--db ${how}: this one has no database`);
  const mode = url.searchParams.get('sslmode');
  if (mode === null) return url;
  if (!sslModes.includes(mode))
    throw new UsageError(`--db has an unknown sslmode; it must be one of ${sslModes.join(', ')}`);
  // The driver treats these as verify-full, with a warning of many lines.
  const isStricter = mode === 'require' || mode === 'verify-ca';
  if (isStricter && !url.searchParams.has('uselibpqcompat')) url.searchParams.set('sslmode', 'verify-full');
  return url;
}
