import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byProvider } from '../../src/reducers/byProvider.js';
import { classify } from '../../src/reducers/classify.js';
import { agentSignals, type SignalToken, tokensOf, withExtraSignals } from '../../src/signals.js';

const withOther = tokensOf(withExtraSignals({}, ['openai', 'azure_openai', 'amazon_bedrock', 'other']));
const withoutOther = tokensOf(withExtraSignals({}, ['openai']));
const stop: readonly SignalToken[] = ['finish_reason/stop'];

describe('a provider is compared up to its first dot, without regard to case, - as _', () => {
  test.each([
    ['openai', 'openai'],
    ['OpenAI', 'openai'],
    ['openai.responses', 'openai'],
    ['OPENAI.Chat.x', 'openai'],
    ['azure-openai.chat', 'azure_openai'],
    ['azure_openai', 'azure_openai'],
    ['amazon-bedrock', 'amazon_bedrock'],
    ['anthropic', 'other'],
    ['other', 'other'],
    ['openai ', 'other'],
    [' openai', 'other'],
    ['openai/chat', 'other'],
    ['openai-compatible', 'other'],
    ['my.openai', 'other'],
    ['.openai', 'other'],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
    [7, undefined],
    [['openai'], undefined],
    [{ toString: () => 'openai' }, undefined],
  ])('%j: %s', (provider, listed) => {
    const expected = listed === undefined ? stop : [...stop, `finish_reason.${listed}/stop`];
    expect(byProvider(stop, provider, withOther)).toEqual(expected);
  });
});

test('a provider that is not listed should count in the total only, unless "other" is listed', () => {
  expect(byProvider(stop, 'anthropic', withoutOther)).toEqual(stop);
  expect(byProvider(stop, 'other', withoutOther)).toEqual(stop);
  expect(byProvider(stop, 'openai', tokensOf(agentSignals))).toEqual(stop);
});

test('only finish reasons and errors should be counted by provider', () => {
  const tokens = [...tokensOf(agentSignals)] as SignalToken[];
  const added = byProvider(tokens, 'openai', withOther).filter((token) => !tokens.includes(token));
  expect([...new Set(added.map((token) => token.split('/')[0]))]).toEqual([
    'finish_reason.openai',
    'provider_error.openai',
  ]);
  expect(added).toHaveLength(agentSignals.finish_reason.length + agentSignals.provider_error.length);
});

test('a failed turn should still end its tally', () => {
  expect(byProvider(classify({ kind: 'turn_done', err: { status: 429 } }), 'openai', withOther)).toEqual([
    'provider_error/http_429',
    'provider_error.openai/http_429',
    'turns/total',
  ]);
});

/** Names and what is made to look like them: with separators, replacement patterns and names of properties. */
const anyProvider = fc.oneof(
  fc.string(),
  fc.stringMatching(/^(openai|other|$&|\$\$|[./\-_$&'`A-Z]){1,6}$/),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'openai/http_400',
    "$'",
    '$`',
    'x'.repeat(100_000),
    'openai\0',
    'ｏｐｅｎａｉ',
  ),
  fc.anything(),
);

test('should never let any other text into a token, nor change what was counted before, whatever the provider is', () => {
  const tokens = [...tokensOf(agentSignals)] as SignalToken[];
  fc.assert(
    fc.property(anyProvider, fc.subarray(tokens), (provider, counted) => {
      for (const vocabulary of [withOther, withoutOther]) {
        const all = byProvider(counted, provider, vocabulary);
        expect(all.filter((token) => !vocabulary.has(token))).toEqual([]);
        expect(all.filter((token) => !token.includes('.'))).toEqual(counted);
      }
    }),
    { numRuns: 500 },
  );
});
