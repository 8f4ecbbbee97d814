import { env } from 'cloudflare:workers';
import { createCollector } from '@turntally/collector';
import { d1Store } from '@turntally/collector/d1';

const token = env.TURNTALLY_TOKEN;

const collector = createCollector({
  store: d1Store(env.DB),
  ...(token && { access: { token } }), // without the secret, reading is off
  clientAddress: (request) => request.headers.get('cf-connecting-ip') ?? undefined,
});

export default { fetch: collector.fetch, scheduled: () => collector.maintain() };
