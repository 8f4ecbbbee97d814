import { type AppOptions, type AppsCollectorOptions, type Collector, createAppsCollector } from '../../src/index.js';
import { metricsRequest, noon, openStore, type TestStore } from '../support.js';

interface Apps {
  readonly collector: Collector;
  readonly stores: { readonly chat: TestStore; readonly editor: TestStore };
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Response>;
  post(path: string, post?: Parameters<typeof metricsRequest>[0]): Promise<Response>;
}

/** A collector of the apps `chat` and `editor`; everything is shown, to everyone, unless `over` says otherwise. */
export function openApps(
  over: Partial<AppsCollectorOptions> = {},
  ofApps: { readonly chat?: Partial<AppOptions>; readonly editor?: Partial<AppOptions> } = {},
): Apps {
  const stores = { chat: openStore(), editor: openStore() };
  const collector = createAppsCollector({
    apps: { chat: { store: stores.chat, ...ofApps.chat }, editor: { store: stores.editor, ...ofApps.editor } },
    access: 'open',
    minReports: 1,
    now: () => noon,
    ...over,
  });
  return {
    collector,
    stores,
    get: (path, headers = {}, method = 'GET') => collector.fetch(requestAt(path, { method, headers })),
    post: (path, post) => collector.fetch(requestAt(path, metricsRequest(post))),
  };
}

export function requestAt(path: string, init: RequestInit): Request {
  return new Request(`http://collector.test${path}`, init);
}
