import { firstValueFrom } from 'rxjs';
import { browserHost } from '../../host.js';
import type { Batch } from '../../reducers/ledger.js';
import { type Counters, type Signals, tokensOf } from '../../signals.js';
import { post } from '../../streams/post.js';

export interface ExampleRequest {
  readonly method: string;
  /** Names in lower case, in the order of their names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What the client posts for a batch, by its own code; of the app's own signals, one is counted too. */
export async function exampleRequest(extraSignals: Signals): Promise<ExampleRequest> {
  let sent: RequestInit = {};
  const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
    sent = init;
    return new Response(null, { status: 202 });
  };
  const endpoint = 'https://collector.invalid/';
  await firstValueFrom(
    post(exampleBatch(extraSignals), { endpoint, host: { ...browserHost, fetch }, timeoutMs: 1000 }),
  );
  return { method: `${sent.method}`, headers: [...new Headers(sent.headers)], body: `${sent.body}` };
}

function exampleBatch(extraSignals: Signals): Batch {
  const counters: Counters = { 'turns/total': 12, 'cache_hit/95_99': 9, 'provider_error/http_429': 2 };
  const own = Object.fromEntries([...tokensOf(extraSignals)].slice(0, 1).map((token) => [token, 1]));
  return {
    id: '0b8f1a2c9d3e4f5061728394a5b6c7d8',
    release: { version: '1.4.0', os: 'linux' },
    counters: { ...counters, ...own },
    sealedAt: 0,
    strikes: 0,
  };
}
