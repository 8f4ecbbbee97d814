/** Read by `tsc`, never run: an expected error that is missing fails the check. */
import { map } from 'rxjs';
import {
  defineSignals,
  lostSignals,
  type StoredConsent,
  startTurntally,
  storedConsent,
  type TurntallyOptions,
} from '../../src/index.js';
import { endpoint } from '../support/endpoint.js';

const rest = { endpoint: 'https://telemetry.example.com/v1/metrics', release: { version: '1.4.0' } };
const plan = defineSignals({ plan: ['free', 'pro'] });
const more = defineSignals({ plan: ['free', 'pro'], model: ['large'] });
const asked = storedConsent({ endpoint, extraSignals: plan });
const unasked = storedConsent({ endpoint });

startTurntally({ ...rest, consent$: unasked.consent$ });
startTurntally({ ...rest, consent$: asked.consent$ });
startTurntally({ ...rest, consent$: asked.consent$, extraSignals: plan });
startTurntally({ ...rest, consent$: asked.consent$, extraSignals: { plan: ['pro'] } });
// @ts-expect-error: the person is not asked about the app's own signals
startTurntally({ ...rest, consent$: unasked.consent$, extraSignals: plan });
// @ts-expect-error: nor about all of these
startTurntally({ ...rest, consent$: asked.consent$, extraSignals: more });

const withLosses = storedConsent({ endpoint, extraSignals: { ...lostSignals, ...plan } });
startTurntally({ ...rest, consent$: withLosses.consent$, extraSignals: lostSignals });
// @ts-expect-error: the person is not asked about what is given up
startTurntally({ ...rest, consent$: asked.consent$, extraSignals: lostSignals });

const byProvider = storedConsent({ endpoint, providers: ['openai', 'other'] });
startTurntally({ ...rest, consent$: byProvider.consent$, providers: ['openai', 'other'] });
startTurntally({ ...rest, consent$: byProvider.consent$, providers: ['openai'] });
// @ts-expect-error: the person is not asked about providers
startTurntally({ ...rest, consent$: unasked.consent$, providers: ['openai'] });
// @ts-expect-error: nor about this one
startTurntally({ ...rest, consent$: byProvider.consent$, providers: ['openai', 'anthropic'] });
// @ts-expect-error: the stored answer has them
startTurntally({ release: { version: '1.4.0' }, consent: byProvider, providers: ['openai'] });
startTurntally({ release: { version: '1.4.0' }, consent: byProvider }).count('provider_error.openai/http_429');
// @ts-expect-error: no such provider
startTurntally({ release: { version: '1.4.0' }, consent: byProvider }).count('provider_error.mistral/http_429');

// An answer of the app's own is its own affair.
startTurntally({ ...rest, consent$: asked.consent$.pipe(map((agreed) => agreed)), extraSignals: more });
export const options: TurntallyOptions = { ...rest, consent$: unasked.consent$, extraSignals: plan };
export const any: readonly StoredConsent[] = [asked, unasked];
