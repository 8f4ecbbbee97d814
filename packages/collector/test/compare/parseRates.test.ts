import { expect, test } from 'vitest';
import { lostSignals, withExtraSignals } from '../../../../src/signals.js';
import { defaultRates, parseRates } from '../../src/compare/parseRates.js';

const signals = withExtraSignals({ plan: ['free', 'pro'], ...lostSignals }, ['openai', 'other']);

test('a rate is per turn, or of all counts of its signal if that is a distribution', () => {
  expect(parseRates([...defaultRates, 'finish_reason/length', 'cache_hit/0_50', 'plan/free'], signals)).toMatchObject([
    { name: 'provider_error', per: 'turns', test: 'proportion' },
    { name: 'empty_final', per: 'turns', test: 'rate' },
    { name: 'tool_error', per: 'turns', test: 'rate' },
    { name: 'finish_reason/length', bucket: 'length', per: 'signal', test: 'proportion' },
    { name: 'cache_hit/0_50', bucket: '0_50', per: 'signal', test: 'proportion' },
    { name: 'plan/free', bucket: 'free', per: 'turns', test: 'rate' },
  ]);
});

test('a signal by provider has the rates of the signal', () => {
  expect(parseRates(['provider_error.openai', 'finish_reason.openai/length'], signals)).toMatchObject([
    { signal: 'provider_error.openai', per: 'turns', test: 'proportion' },
    { signal: 'finish_reason.openai', bucket: 'length', per: 'signal', test: 'proportion' },
  ]);
});

test('a name that is given twice is one rate', () => {
  expect(parseRates(['tool_error', 'tool_error'], signals)).toHaveLength(1);
});

test.each([
  [[], 'must name at least one rate, such as provider_error'],
  [[''], 'names "", which is no signal; the signals are finish_reason, empty_final, provider_error, '],
  [['provider_eror'], 'names "provider_eror", which is no signal; the signals are finish_reason, '],
  [['__proto__'], 'names "__proto__", which is no signal'],
  [['provider_error/http_999'], 'names "provider_error/http_999"; the buckets of provider_error are http_400, '],
  [['provider_error/other/x'], 'names "provider_error/other/x"; the buckets of'],
  [['turns'], 'names turns, of which more is not worse'],
  [['delivery'], 'names delivery: what clients gave up is no failure of a release; name one of finish_reason, '],
  [['delivery/refused'], 'names delivery: what clients gave up is no failure of a release; name one of '],
  [['finish_reason'], 'names finish_reason, of which more is not worse; name finish_reason/length, '],
  [
    ['finish_reason.openai/stop'],
    'names finish_reason.openai/stop, of which more is not worse; name finish_reason.openai/length, ',
  ],
  [['provider_error.xai'], 'names "provider_error.xai", which is no signal'],
  [['cache_hit/99_100'], 'names cache_hit/99_100, of which more is not worse; name cache_hit/0_50, cache_hit/50_80'],
])('%j is refused: failOn %s', (names, reason) => {
  expect(() => parseRates(names, signals)).toThrow(`failOn ${reason}`);
});
