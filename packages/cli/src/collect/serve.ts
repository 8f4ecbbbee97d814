import { fileURLToPath, pathToFileURL } from 'node:url';
import { obliviousGateway } from '@turntally/collector/ohttp';
import { errorMessage } from '../errorMessage.js';
import { printable } from '../printable.js';
import { readKeysFile } from '../readKeysFile.js';
import { UsageError } from '../UsageError.js';
import { addressBehind } from './addressBehind.js';
import { createServed } from './createServed.js';
import { exposures } from './exposures.js';
import { listen } from './listen.js';
import { type OpenedStore, storeOpener } from './openStore.js';
import { type ReadOptions, readAccess } from './readAccess.js';
import type { AppSettings } from './readApps.js';
import { withUsageErrors } from './withUsageErrors.js';

export interface ServeOptions extends ReadOptions {
  readonly db: string;
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly path: string;
  /** The collector's default if `undefined`. */
  readonly cors: readonly string[] | undefined;
  readonly minReports: number;
  /** One without a name, or any number of apps with a path of their own. */
  readonly apps: readonly AppSettings[];
  readonly postsPerMinute: number;
  /** How many proxies of the operator's a request passes. */
  readonly proxies: number;
  /** A file of keys: the collector is also an Oblivious HTTP gateway. */
  readonly ohttpKeys: string | undefined;
  /** Days; published rows are kept for ever if `undefined`. */
  readonly keep: number | undefined;
  /** The size of the database file; without a limit if `undefined`. */
  readonly maxBytes: number | undefined;
}

/** Without proxies; the connections of a proxy all come from its own address. */
const connectionsPerAddress = 256;

/** Old rows are deleted in the first hour of a day even if nothing is posted or read. */
const maintenanceMs = 3_600_000;

/**
 * Runs a collector until a signal stops it.
 *
 * @throws UsageError if an option is wrong, Error if the collector cannot start.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { db, port, host, path, cors, minReports, apps, postsPerMinute, proxies, keep, maxBytes } = options;
  const { access, describe } = readAccess(options);
  const keys = options.ohttpKeys === undefined ? undefined : readKeysFile(options.ohttpKeys);
  const clientAddress = addressBehind(proxies, log);
  ignoreClosedOutput();
  const { served, collector, fetch, endLogs } = await withUsageErrors(async () => {
    const open = await storeOpener(db, { maxBytes });
    const served = apps.map((settings) => ({ ...settings, ...open(settings.app) }));
    const shared = { access, minReports, path, limits: { postsPerMinute }, clientAddress };
    const optional = { ...(cors !== undefined && { cors }), ...(keep !== undefined && { keep }) };
    const { collector, endLogs } = createServed(served, { ...shared, ...optional }, log);
    const { fetch } = collector;
    if (!keys) return { served, collector, fetch, endLogs };
    const metricsPath = apps.map(({ app }) => (app === undefined ? path : `/${app}${path}`));
    const gateway = obliviousGateway({ keys, fetch, metricsPath, relayAddress: clientAddress });
    return { served, collector, fetch: gateway.fetch, endLogs };
  });
  await checkDatabases(served);
  const server = await listen(fetch, { port, host, ...(proxies === 0 && { connectionsPerAddress }) });
  const stopped = stopSignal(); // before anyone can know that it listens
  print(process.stdout, `listening on ${server.url}`);
  print(process.stdout, describe(server.url));
  for (const { app, name } of served) {
    const place = placeOf(name);
    print(
      process.stdout,
      app === undefined ? `database: ${place}` : `${app}: stats page: ${server.url}/${app}/, database: ${place}`,
    );
    if (name.startsWith('file:')) void exposures(place).then((sentences) => sentences.forEach(log));
  }
  if (keys) print(process.stdout, `gateway for relays: ${server.url}/.well-known/ohttp-gateway`);
  const maintain = () => void collector.maintain().catch(() => {}); // logged by onStoreStatus
  maintain();
  const timer = setInterval(maintain, maintenanceMs).unref();
  await stopped;
  clearInterval(timer);
  await server.close();
  endLogs(); // what is still to do then fails, and is done after the next start
  await Promise.all(served.map(({ store }) => store.close()));
}

/** A relative path would not say where the file is. */
function placeOf(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(new URL(name, pathToFileURL(`${process.cwd()}/`))) : name;
}

function log(line: string): void {
  print(process.stderr, line);
}

function print(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`turntally: ${printable(line)}\n`);
}

/** A program that reads the output, such as head, may end early. Posts must be counted all the same. */
function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** A store opens its database at the first access. */
async function checkDatabases(opened: readonly OpenedStore[]): Promise<void> {
  for (const { store, name } of opened) {
    try {
      await store.setUp();
    } catch (error) {
      for (const { store } of opened) void store.close(); // may wait for a server that does not answer
      throw new UsageError(`cannot open the database ${name}: ${errorMessage(error)}`);
    }
  }
}

/** Resolves at the first SIGTERM or SIGINT. A second one ends the process at once. */
async function stopSignal(): Promise<void> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  for (const signal of signals) process.on(signal, () => process.exit(1));
}
