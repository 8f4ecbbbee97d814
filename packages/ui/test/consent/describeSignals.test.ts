import { expect, test } from 'vitest';
import { lostSignals, tokensOf, withExtraSignals } from '../../../../src/signals.js';
import { describeSignals } from '../../src/consent/describeSignals.js';
import { en } from '../../src/strings/en/index.js';
import { zh } from '../../src/strings/zh/index.js';

const ofProviders = withExtraSignals({ plan: ['free', 'pro'] }, ['openai', 'other']);
const never = () => false;

test.each([
  [en, 'Failed requests, by provider', ['openai', 'all other providers']],
  [zh, '失败的请求（按服务商）', ['openai', '所有其他服务商']],
])('should describe what is counted by provider after its signal, with the providers', (words, title, names) => {
  const described = describeSignals(ofProviders, words.vocabulary, never, words);
  const at = described.findIndex((signal) => signal.title === title);
  expect(described[at - 1]?.title).toBe(words.vocabulary.provider_error.title);
  expect(described[at]?.sentence).toBe(words.byProvider.sentence);
  expect(described[at]?.buckets.map(({ name }) => name)).toEqual(names);
  expect(described).toHaveLength(Object.keys(words.vocabulary).length + 3);
});

test('should mark a provider that the person was not asked about, and no other signal', () => {
  const before = tokensOf(withExtraSignals({ plan: ['free', 'pro'] }, ['openai']));
  const described = describeSignals(ofProviders, en.vocabulary, (token) => !before.has(token), en);
  expect(described.filter(({ isNew }) => isNew).map(({ title, buckets }) => [title, ...buckets])).toEqual(
    ['Why answers ended', 'Failed requests'].map((title) => [
      `${title}, by provider`,
      { name: 'openai', isNew: false },
      { name: 'all other providers', isNew: true },
    ]),
  );
});

test.each([en, zh])('should describe in $language what was given up, if the app counts it', (words) => {
  const all = { ...words.vocabulary, ...words.lost };
  const described = describeSignals(withExtraSignals(lostSignals), all, never, words).at(-1);
  const { buckets, ...texts } = words.lost.delivery;
  expect(described).toMatchObject({ ...texts, buckets: Object.values(buckets).map((name) => ({ name })) });
});

test('should describe nothing by provider unless the app lists its providers', () => {
  expect(describeSignals(withExtraSignals(), en.vocabulary, never, en)).toHaveLength(Object.keys(en.vocabulary).length);
});
