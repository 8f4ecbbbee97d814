/** Read by `tsc`, never run: an expected error that is missing fails the check. */
import { type Counters, defineSignals, type Signals, type SignalToken, type TokenOf } from '../../src/signals.js';

const plans = defineSignals({ plan: ['free', 'pro'] });

export const tokens: SignalToken[] = [
  'turns/total',
  'provider_error/http_429',
  // @ts-expect-error: a token names one of the listed buckets
  'turns/all',
  // @ts-expect-error: a bucket belongs to its own signal
  'turns/http_429',
  // @ts-expect-error: a token is no free text
  'a prompt' as string,
];

export const ownTokens: TokenOf<typeof plans>[] = [
  'plan/free',
  // @ts-expect-error: the app's own signals are as closed
  'plan/gold',
  // @ts-expect-error: and apart from the built-in ones
  'turns/total',
];

export const counters: Counters[] = [
  { 'turns/total': 1, 'tool_error/exec': 2 },
  // @ts-expect-error: only tokens are counted
  { 'turns/all': 1 },
  // @ts-expect-error: a count is a number
  { 'turns/total': '1' },
];

// @ts-expect-error: buckets are names
export const numbered: Signals = defineSignals({ plan: [1, 2] });
// @ts-expect-error: a signal has a list of buckets
export const unlisted: Signals = defineSignals({ plan: 'free' });
// @ts-expect-error: the vocabulary does not change once declared
plans.plan.push('gold');
