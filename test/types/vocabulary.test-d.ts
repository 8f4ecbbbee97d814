/** Read by `tsc`, never run: an expected error that is missing fails the check. */

import type { Vocabulary } from 'turntally/wording';
import { en as words } from '../../packages/cli/src/privacy/words/en.js';
import type { NoticeWords } from '../../packages/cli/src/privacy/words/NoticeWords.js';
import { vocabulary } from '../../src/wording/en/vocabulary.js';

const { turns, ...withoutTurns } = vocabulary;
const { timeout, ...withoutTimeout } = vocabulary.tool_error.buckets;
const { ios, ...withoutIos } = words.operatingSystems;
const { bucket, ...withoutBucket } = words.fields;

export const known: readonly string[] = [turns.title, timeout, ios, bucket];

// @ts-expect-error: every signal is described
export const missingSignal: Vocabulary = withoutTurns;
// @ts-expect-error: and every bucket of it
export const missingBucket: Vocabulary['tool_error']['buckets'] = withoutTimeout;
export const added: Vocabulary = {
  ...vocabulary,
  // @ts-expect-error: nothing is described that is not counted
  prompts: vocabulary.turns,
};
// @ts-expect-error: every operating system has a name
export const missingSystem: NoticeWords = { ...words, operatingSystems: withoutIos };
// @ts-expect-error: every field of the payload is explained
export const missingField: NoticeWords = { ...words, fields: withoutBucket };
