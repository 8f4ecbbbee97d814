import { NEVER, of } from 'rxjs';
import { memoryStore, type Signals, startTurntally, type TokenOf } from 'turntally';
import { tokensOf } from 'turntally/signals';

export interface ExampleRequest {
  readonly method: string;
  /** In lower case, sorted by name. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Returns what the client posts for a batch. The client makes it; one of the app's own signals is counted too, and a provider. */
export async function exampleRequest(extraSignals: Signals, providers?: readonly string[]): Promise<ExampleRequest> {
  let sent: RequestInit = {};
  const telemetry = startTurntally<Signals, never, string>({
    endpoint: 'https://collector.invalid/',
    release: { version: '1.4.0', os: 'linux' },
    consent$: of(true),
    extraSignals,
    ...(providers !== undefined && { providers }),
    store: memoryStore(),
    launch$: NEVER,
    platform: {
      fetch: async (_url, init) => {
        sent = init;
        return new Response(null, { status: 202 });
      },
      newId: () => '0b8f1a2c9d3e4f5061728394a5b6c7d8',
      locks: undefined,
    },
  });
  const count = (token: TokenOf<Signals>, times: number): void => {
    for (let n = 0; n < times; n++) telemetry.count(token);
  };
  count('turns/total', 12);
  count('cache_hit/95_99', 9);
  count('provider_error/http_429', 2);
  for (const provider of (providers ?? []).slice(0, 1)) count(`provider_error.${provider}/http_429`, 2);
  for (const token of [...tokensOf(extraSignals)].slice(0, 1)) count(token as TokenOf<Signals>, 1);
  await telemetry.flush();
  await telemetry.stop();
  return { method: `${sent.method}`, headers: [...new Headers(sent.headers)], body: `${sent.body}` };
}
