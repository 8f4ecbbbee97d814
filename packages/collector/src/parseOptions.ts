import { plausibleCount, limits as protocolLimits } from 'turntally/protocol';
import { checkOption, type Signals, withExtraSignals } from 'turntally/signals';
import { checkAccess } from './access.js';
import type { CollectorStore } from './CollectorStore.js';
import { checkPath } from './checkPath.js';
import type { CollectorLimits, CollectorOptions } from './options.js';
import { type CorsRule, parseCors } from './parseCors.js';

/** Valid options with their defaults. */
export interface CollectorConfig<Env extends object = object> {
  readonly store: CollectorStore;
  readonly signals: Signals;
  readonly access: CollectorOptions<Env>['access'] | undefined;
  readonly minReports: number;
  readonly keep: number | undefined;
  readonly cors: CorsRule;
  readonly path: string;
  readonly versions: CollectorOptions<Env>['versions'] | undefined;
  readonly clientAddress: CollectorOptions<Env>['clientAddress'] | undefined;
  readonly limits: Required<CollectorLimits>;
  readonly onStoreStatus: CollectorOptions<Env>['onStoreStatus'] | undefined;
  readonly onRefusal: CollectorOptions<Env>['onRefusal'] | undefined;
  readonly now: () => number;
  /** The name of the app, if the collector is one of several: it is the first segment of its paths. */
  readonly app?: string;
}

const defaultLimits: Required<CollectorLimits> = {
  postsPerMinute: 60,
  addresses: 10_000,
  inProgress: 256,
  inProgressPerAddress: 16,
  bodyMs: 10_000,
  reads: 16,
  turnedAway: 60,
  repeatsPerMinute: 600,
  plausible: plausibleCount,
};

/** A hundred years. */
const maxKeepDays = 36_525;

/** A longer timer ends at once. */
const maxTimerMs = 2 ** 31 - 1;

const optionNames: readonly string[] = [
  'store',
  'extraSignals',
  'providers',
  'access',
  'minReports',
  'keep',
  'cors',
  'path',
  'versions',
  'clientAddress',
  'limits',
  'onStoreStatus',
  'onRefusal',
  'now',
] satisfies readonly (keyof CollectorOptions)[];
const storeMethods = [
  'setUp',
  'findAll',
  'settleAll',
  'publish',
  'forget',
  'drop',
  'rows',
  'sums',
  'totals',
  'omissions',
  'annotate',
  'deleteAnnotations',
  'annotations',
  'close',
] as const;

/** @throws OptionError naming the option and what it takes. */
export function parseOptions<Env extends object>(options: CollectorOptions<Env>): CollectorConfig<Env> {
  checkOption(isObject(options), 'options', 'must be an object such as { store: sqliteStore() }');
  for (const name of Object.keys(options)) {
    checkOption(optionNames.includes(name), name, `does not exist; the options are ${optionNames.join(', ')}`);
  }
  const {
    store,
    extraSignals,
    providers,
    access,
    minReports = 5,
    keep,
    cors,
    path = '/v1/metrics',
    versions,
  } = options;
  const { clientAddress, limits = {}, onStoreStatus, onRefusal, now = Date.now } = options;
  const isStore = isObject(store) && storeMethods.every((method) => typeof store[method] === 'function');
  checkOption(isStore, 'store', 'must be a CollectorStore such as sqliteStore()');
  checkOption(
    extraSignals === undefined || isObject(extraSignals),
    'extraSignals',
    'must be what defineSignals returns, such as { plan: ["free", "pro"] }',
  );
  checkAccess(access);
  checkMetricsPath(path);
  checkOption(Number.isSafeInteger(minReports) && minReports >= 1, 'minReports', 'must be an integer from 1');
  const isKeep = keep === undefined || (Number.isSafeInteger(keep) && keep >= 1 && keep <= maxKeepDays);
  checkOption(isKeep, 'keep', `must be a number of days, an integer from 1 to ${maxKeepDays}`);
  checkOption(
    versions === undefined || isVersions(versions),
    'versions',
    'must be a non-empty array of versions such as "1.4.0"',
  );
  checkFunction(clientAddress, 'clientAddress', '(request, env) => string | undefined');
  checkFunction(onStoreStatus, 'onStoreStatus', '(status) => void');
  checkFunction(onRefusal, 'onRefusal', '(problem) => void');
  checkFunction(now, 'now', 'that returns epoch milliseconds');
  return {
    store,
    signals: besideTheirSignals(withExtraSignals(extraSignals, providers)),
    access,
    minReports,
    keep,
    cors: parseCors(cors),
    path,
    versions: versions && [...versions],
    clientAddress,
    limits: parseLimits(limits),
    onStoreStatus,
    onRefusal,
    now,
  };
}

/** Puts what is counted by provider after its signal: the order in which signals are shown. */
function besideTheirSignals(signals: Signals): Signals {
  const names = Object.keys(signals);
  const ordered = names
    .filter((name) => !name.includes('.'))
    .flatMap((name) => [name, ...names.filter((part) => part.startsWith(`${name}.`))]);
  return Object.fromEntries(ordered.map((name) => [name, signals[name] ?? []]));
}

/** Where Prometheus reads, whatever `path` is. */
export const prometheusPath = '/metrics';

const otherPaths: readonly string[] = ['/healthz', '/export.csv', '/export.json', prometheusPath];

function checkMetricsPath(path: string): void {
  checkPath(path, 'path');
  checkOption(!otherPaths.includes(path), 'path', `must not be "${path}", which has another use`);
}

function parseLimits(limits: CollectorLimits): Required<CollectorLimits> {
  checkOption(isObject(limits), 'limits', 'must be an object');
  const names = Object.keys(defaultLimits);
  for (const [name, value] of Object.entries(limits)) {
    const option = `limits.${name}`;
    checkOption(names.includes(name), option, `does not exist; the limits are ${names.join(', ')}`);
    const min = name === 'turnedAway' ? 0 : 1;
    checkOption(Number.isSafeInteger(value) && value >= min, option, `must be an integer from ${min}`);
    checkOption(name !== 'bodyMs' || value <= maxTimerMs, option, `must be at most ${maxTimerMs} milliseconds`);
  }
  return { ...defaultLimits, ...limits };
}

function checkFunction(value: unknown, option: string, signature: string): void {
  checkOption(value === undefined || typeof value === 'function', option, `must be a function ${signature}`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isVersions(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((version) => typeof version === 'string' && protocolLimits.version.test(version));
}
