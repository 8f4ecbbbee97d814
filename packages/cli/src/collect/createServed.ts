import type { Http2Bindings, HttpBindings } from '@hono/node-server';
import {
  type AppOptions,
  type AppsCollectorOptions,
  type Collector,
  type CollectorStore,
  createAppsCollector,
  createCollector,
} from '@turntally/collector';
import { logRefusals } from './logRefusals.js';
import { logStoreStatus } from './logStoreStatus.js';
import type { AppSettings } from './readApps.js';

type Bindings = HttpBindings | Http2Bindings;

/** An app, or the only one, and its store. */
export interface ServedApp extends AppSettings {
  readonly store: CollectorStore;
}

export interface Served {
  readonly collector: Collector<Bindings>;
  /** Logs the refusals that are not in the log yet, and from then on nothing about the databases. */
  endLogs(): void;
}

/**
 * Creates the collector of the apps, or of the only one, which has no name. It logs refusals, and when a database fails; the lines
 * about an app begin with its name.
 *
 * @throws OptionError as `createAppsCollector` does
 */
export function createServed(
  apps: readonly ServedApp[],
  shared: Omit<AppsCollectorOptions<Bindings>, 'apps'>,
  log: (line: string) => void,
): Served {
  let hasEnded = false;
  const flushes: (() => void)[] = [];

  function optionsOf({ app, store, versions, extraSignals, providers }: ServedApp): AppOptions {
    const write = (line: string) => log(app === undefined ? line : `${app}: ${line}`);
    const logStatus = logStoreStatus(write);
    const { onRefusal, flush } = logRefusals(write);
    flushes.push(flush);
    return {
      store,
      extraSignals,
      ...(versions !== undefined && { versions }),
      ...(providers !== undefined && { providers }),
      onStoreStatus: (status) => {
        if (!hasEnded) logStatus(status);
      },
      onRefusal,
    };
  }

  function create(): Collector<Bindings> {
    const named = Object.fromEntries(apps.map((each) => [each.app ?? '', optionsOf(each)]));
    const { '': only } = named;
    return only === undefined
      ? createAppsCollector({ ...shared, apps: named })
      : createCollector({ ...shared, ...only });
  }

  return {
    collector: create(),
    endLogs() {
      for (const flush of flushes) flush();
      hasEnded = true;
    },
  };
}
