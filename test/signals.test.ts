import { describe, expect, test } from 'vitest';
import { limits } from '../src/protocol/index.js';
import {
  agentSignals,
  defineSignals,
  lostSignals,
  OptionError,
  type Signals,
  tokensOf,
  withExtraSignals,
} from '../src/signals.js';

const name = '/^[a-z0-9_]{1,32}$/';

const reserved = 'must be that of lostSignals: expired,refused,corrupt,overflow';
const wrong: [signals: unknown, option: string, reason: string][] = [
  [{ plan: [] }, 'extraSignals.plan', 'must be a non-empty array'],
  [{ plan: 'free' }, 'extraSignals.plan', 'must be a non-empty array'],
  [{ plan: undefined }, 'extraSignals.plan', 'must be a non-empty array'],
  [{ plan: ['free', 'Free'] }, 'extraSignals.plan', `contains "Free", which must match ${name}`],
  [{ plan: [''] }, 'extraSignals.plan', `contains "", which must match ${name}`],
  [{ plan: ['free/pro'] }, 'extraSignals.plan', `contains "free/pro", which must match ${name}`],
  [{ plan: ['free\n'] }, 'extraSignals.plan', `contains "free\n", which must match ${name}`],
  [{ plan: [7] }, 'extraSignals.plan', `contains "7", which must match ${name}`],
  [{ plan: ['x'.repeat(33)] }, 'extraSignals.plan', `contains "${'x'.repeat(33)}", which must match ${name}`],
  [{ plan: ['free', 'pro', 'free'] }, 'extraSignals.plan', 'contains "free" twice'],
  [{ Plan: ['free'] }, 'extraSignals', `contains "Plan", which must match ${name}`],
  [{ '': ['free'] }, 'extraSignals', `contains "", which must match ${name}`],
  [{ plan: ['free'], turns: ['total'] }, 'extraSignals', 'contains "turns", which is a built-in signal'],
  [{ delivery: ['express', 'parcel'] }, 'extraSignals.delivery', reserved],
  [{ delivery: ['expired'] }, 'extraSignals.delivery', reserved],
];

describe.each([
  ['defineSignals', defineSignals],
  ['withExtraSignals', withExtraSignals],
])('%s should throw an OptionError that names the one mistake', (_, use) => {
  test.each(wrong)('%j: %s %s', (signals, option, reason) => {
    let thrown: unknown;
    try {
      use(signals as Signals);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(OptionError);
    expect(thrown).toBeInstanceOf(TypeError);
    expect(thrown).toMatchObject({ option, reason, message: `turntally: ${option} ${reason}` });
  });
});

test('lostSignals should be signals of an app, beside others', () => {
  const signals = defineSignals({ ...lostSignals, plan: ['free'] });
  expect([...tokensOf(signals)]).toEqual([
    'delivery/expired',
    'delivery/refused',
    'delivery/corrupt',
    'delivery/overflow',
    'plan/free',
  ]);
  expect(withExtraSignals(signals)).toMatchObject({ ...agentSignals, ...signals });
});

test('defineSignals should return the signals it is given', () => {
  const plans = { plan: ['free', 'pro'], a_1: ['x'.repeat(32)] };
  expect(defineSignals(plans)).toBe(plans);
});

test("withExtraSignals should add the app's signals to the built-in ones", () => {
  expect(withExtraSignals()).toEqual(agentSignals);
  expect(withExtraSignals({ plan: ['free'] })).toEqual({ ...agentSignals, plan: ['free'] });
});

const providerName = '/^[a-z0-9_]{1,17}$/';

test.each<[providers: unknown, reason: string]>([
  [[], 'must be a non-empty array'],
  ['openai', 'must be a non-empty array'],
  [null, 'must be a non-empty array'],
  [['OpenAI'], `contains "OpenAI", which must match ${providerName}`],
  [['openai', ''], `contains "", which must match ${providerName}`],
  [['a.b'], `contains "a.b", which must match ${providerName}`],
  [['azure-openai'], `contains "azure-openai", which must match ${providerName}`],
  [['x'.repeat(18)], `contains "${'x'.repeat(18)}", which must match ${providerName}`],
  [[7], `contains "7", which must match ${providerName}`],
  [['openai', 'other', 'openai'], 'contains "openai" twice'],
])('withExtraSignals should throw an OptionError that names the mistake in the providers %j', (providers, reason) => {
  expect(() => withExtraSignals({}, providers as string[])).toThrow(new OptionError('providers', reason));
});

test('withExtraSignals should add finish reasons and errors of each provider, within the limits of the protocol', () => {
  const longest = 'x'.repeat(17);
  const { finish_reason, provider_error } = agentSignals;
  const signals = withExtraSignals({ plan: ['free'] }, ['openai', longest]);
  expect(signals).toEqual({
    ...agentSignals,
    'finish_reason.openai': finish_reason,
    'provider_error.openai': provider_error,
    [`finish_reason.${longest}`]: finish_reason,
    [`provider_error.${longest}`]: provider_error,
    plan: ['free'],
  });
  for (const token of tokensOf(signals)) expect(token).toMatch(limits.token);
});

test('no signal of an app can be taken for one of a provider', () => {
  expect(() => defineSignals({ 'provider_error.openai': ['http_429'] })).toThrow(
    `contains "provider_error.openai", which must match ${name}`,
  );
});

test('tokensOf should list the token of each bucket', () => {
  expect([...tokensOf({ plan: ['free', 'pro'], mode: ['dark'] })]).toEqual(['plan/free', 'plan/pro', 'mode/dark']);
});
