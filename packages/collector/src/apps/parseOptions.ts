import { checkOption, OptionError } from 'turntally/signals';
import { type CollectorConfig, parseOptions } from '../parseOptions.js';
import { checkAppName } from './appName.js';
import type { AppOptions, AppsCollectorOptions } from './options.js';

const appOptionNames: readonly string[] = [
  'store',
  'extraSignals',
  'providers',
  'versions',
  'onStoreStatus',
  'onRefusal',
] satisfies readonly (keyof AppOptions)[];

/**
 * Returns the configuration of each app, in their order.
 *
 * @throws OptionError naming the option and what it takes; that of an app is `apps.chat.store`.
 */
export function parseAppsOptions<Env extends object>(
  options: AppsCollectorOptions<Env>,
): readonly [NamedConfig<Env>, ...NamedConfig<Env>[]] {
  checkOption(isObject(options), 'options', 'must be an object such as { apps: { chat: { store: sqliteStore() } } }');
  const { apps, ...shared } = options;
  checkOption(isObject(apps), 'apps', 'must be an object such as { chat: { store: sqliteStore("file:chat.db") } }');
  for (const name of Object.keys(shared)) {
    checkOption(!appOptionNames.includes(name), name, `is an option of each app, such as apps.chat.${name}`);
  }
  const [first, ...others] = Object.entries(apps).map(([app, own]) => parseApp(app, own, shared));
  checkOption(first !== undefined, 'apps', 'must have at least one app');
  checkStores([first, ...others]);
  return [first, ...others];
}

type NamedConfig<Env extends object> = CollectorConfig<Env> & { readonly app: string };

function parseApp<Env extends object>(
  app: string,
  own: AppOptions,
  shared: Omit<AppsCollectorOptions<Env>, 'apps'>,
): NamedConfig<Env> {
  checkAppName(app, 'apps');
  checkOption(isObject(own), `apps.${app}`, 'must be an object such as { store: sqliteStore("file:chat.db") }');
  for (const name of Object.keys(own)) {
    const isAppOption = appOptionNames.includes(name);
    checkOption(isAppOption, `apps.${app}.${name}`, `does not exist; an app has ${appOptionNames.join(', ')}`);
  }
  try {
    return { ...parseOptions<Env>({ ...shared, ...own }), app };
  } catch (error) {
    const isOwn = error instanceof OptionError && appOptionNames.includes(error.option.split('.')[0] ?? '');
    throw isOwn ? new OptionError(`apps.${app}.${error.option}`, error.reason) : error;
  }
}

/** In one store, the same id of two apps would count once, and their counts would be added up. */
function checkStores(configs: readonly Pick<NamedConfig<object>, 'app' | 'store'>[]): void {
  const apps = new Map<unknown, string>();
  for (const { app, store } of configs) {
    checkOption(!apps.has(store), `apps.${app}.store`, `must not be the store of ${apps.get(store)}, too`);
    apps.set(store, app);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
