import { describe, expect, test } from 'vitest';
import { agentSignals, defineSignals, OptionError, type Signals, tokensOf, withExtraSignals } from '../src/signals.js';

const name = '/^[a-z0-9_]{1,32}$/';

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

test('defineSignals should return the signals it is given', () => {
  const plans = { plan: ['free', 'pro'], a_1: ['x'.repeat(32)] };
  expect(defineSignals(plans)).toBe(plans);
});

test("withExtraSignals should add the app's signals to the built-in ones", () => {
  expect(withExtraSignals()).toEqual(agentSignals);
  expect(withExtraSignals({ plan: ['free'] })).toEqual({ ...agentSignals, plan: ['free'] });
});

test('tokensOf should list the token of each bucket', () => {
  expect([...tokensOf({ plan: ['free', 'pro'], mode: ['dark'] })]).toEqual(['plan/free', 'plan/pro', 'mode/dark']);
});
