import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import { type CollectorStore, createCollector } from '@turntally/collector';
import { obliviousGateway } from '@turntally/collector/ohttp';
import { errorMessage } from '../errorMessage.js';
import { printable } from '../printable.js';
import { readKeysFile } from '../readKeysFile.js';
import { readSignalsFile } from '../readSignalsFile.js';
import { UsageError } from '../UsageError.js';
import { addressBehind } from './addressBehind.js';
import { exposures } from './exposures.js';
import { listen } from './listen.js';
import { logRefusals } from './logRefusals.js';
import { logStoreStatus } from './logStoreStatus.js';
import { openStore } from './openStore.js';
import { type ReadOptions, readAccess } from './readAccess.js';
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
  /** All versions are accepted if `undefined`. */
  readonly versions: readonly string[] | undefined;
  /** The file with the app's own signals. */
  readonly signalsFile: string | undefined;
  /** The app's providers; nothing is counted by provider if `undefined`. */
  readonly providers: readonly string[] | undefined;
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
  const { db, port, host, path, cors, minReports, versions, signalsFile, postsPerMinute, proxies } = options;
  const { keep, maxBytes, providers } = options;
  const { access, describe } = readAccess(options);
  const extraSignals = signalsFile === undefined ? {} : readSignalsFile(signalsFile).signals;
  const keys = options.ohttpKeys === undefined ? undefined : readKeysFile(options.ohttpKeys);
  const address = addressBehind(proxies, log);
  ignoreClosedOutput();
  const logStatus = logStoreStatus(log);
  const refusals = logRefusals(log);
  let stopping = false;
  const { store, name } = await withUsageErrors(() => openStore(db, { maxBytes }));
  const { collector, fetch } = await withUsageErrors(async () => {
    const collector = createCollector<HttpBindings | Http2Bindings>({
      store,
      access,
      minReports,
      path,
      extraSignals,
      ...(providers !== undefined && { providers }),
      limits: { postsPerMinute },
      ...(cors !== undefined && { cors }),
      ...(versions !== undefined && { versions }),
      clientAddress: address,
      onStoreStatus: (status) => {
        if (!stopping) logStatus(status);
      },
      onRefusal: refusals.onRefusal,
      ...(keep !== undefined && { keep }),
    });
    const { fetch } = collector;
    if (!keys) return { collector, fetch };
    const gateway = obliviousGateway({ keys, fetch, metricsPath: path, relayAddress: address });
    return { collector, fetch: gateway.fetch };
  });
  await checkDatabase(store, name);
  const server = await listen(fetch, { port, host, ...(proxies === 0 && { connectionsPerAddress }) });
  const stopped = stopSignal(); // before anyone can know that it listens
  print(process.stdout, `listening on ${server.url}`);
  print(process.stdout, describe(server.url));
  print(process.stdout, `database: ${placeOf(name)}`);
  if (name.startsWith('file:')) void exposures(placeOf(name)).then((sentences) => sentences.forEach(log));
  if (keys) print(process.stdout, `gateway for relays: ${server.url}/.well-known/ohttp-gateway`);
  const maintain = () => void collector.maintain().catch(() => {}); // logged by onStoreStatus
  maintain();
  const timer = setInterval(maintain, maintenanceMs).unref();
  await stopped;
  clearInterval(timer);
  await server.close();
  refusals.flush();
  stopping = true; // what is still to do then fails, and is done after the next start
  await store.close();
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

/** The store opens its database at the first access. */
async function checkDatabase(store: CollectorStore, name: string): Promise<void> {
  try {
    await store.setUp();
  } catch (error) {
    void store.close(); // may wait for a server that does not answer
    throw new UsageError(`cannot open the database ${name}: ${errorMessage(error)}`);
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
