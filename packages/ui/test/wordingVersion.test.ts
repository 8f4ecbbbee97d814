import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { en } from '../src/strings/en/index.js';
import type { Strings } from '../src/strings/Strings.js';
import { zh } from '../src/strings/zh/index.js';

/**
 * What a stored answer's `wording` refers to: the words that a person reads before answering, by language and version, as
 * their digest. Words that have been published get another version with the change; those of the next release do not.
 */
const known: Readonly<Record<string, string>> = {
  'en 1': '76dd5bfd93347173',
  'zh 1': '923aaa4b69997c3e',
};

const digestOf = ({ vocabulary, lost, facts, consent }: Strings): string =>
  createHash('sha256')
    .update(JSON.stringify([vocabulary, lost, facts, consent]))
    .digest('hex')
    .slice(0, 16);

test.each([en, zh])('the words of $language have a version, and are the ones known under it', (strings) => {
  const { language, version } = strings;
  expect(Number.isSafeInteger(version) && version > 0).toBe(true);
  expect({ [`${language} ${version}`]: digestOf(strings) }).toEqual({
    [`${language} ${version}`]: known[`${language} ${version}`],
  });
});
