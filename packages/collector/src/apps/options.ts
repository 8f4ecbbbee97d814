import type { CollectorOptions } from '../options.js';

/** What belongs to one of several apps. */
export type AppOptions = Pick<
  CollectorOptions,
  'store' | 'extraSignals' | 'providers' | 'versions' | 'onStoreStatus' | 'onRefusal'
>;

/** The options of a collector that its apps share, and those of each app. */
export interface AppsCollectorOptions<Env extends object = object>
  extends Omit<CollectorOptions<Env>, keyof AppOptions> {
  /**
   * The options of each app, by the name of the app: 1 to 32 of `a`–`z`, `0`–`9` and `-`, beginning with a letter, and not
   * `healthz`, `metrics` or `v1`. Each needs a store of its own.
   */
  readonly apps: Readonly<Record<string, AppOptions>>;
}
