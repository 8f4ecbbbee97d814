import { env } from 'cloudflare:workers';
import { createCollector } from '@turntally/collector';
import { durableObjectStore } from '@turntally/collector/durable-object';

export { TurntallyShard } from '@turntally/collector/durable-object';

const token = env.TURNTALLY_TOKEN;

const collector = createCollector({
  store: durableObjectStore({ shards: env.SHARDS, root: env.DB }),
  ...(token && { access: { token } }), // without the secret, reading is off
  clientAddress: (request) => request.headers.get('cf-connecting-ip') ?? undefined,
});

export default { fetch: collector.fetch, scheduled: () => collector.maintain() };
