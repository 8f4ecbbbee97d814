import type { Block, Document, Inline } from '../../src/cli/privacy/blocks.js';
import { exampleRequest } from '../../src/cli/privacy/exampleRequest.js';
import { type NoticeOptions, notice } from '../../src/cli/privacy/notice.js';
import type { DescribedSignals } from '../../src/cli/privacy/signalsFile.js';
import { en } from '../../src/cli/privacy/words/en.js';
import { zh } from '../../src/cli/privacy/words/zh.js';
import { en as englishStrings } from '../../src/ui/strings/en/index.js';
import { zh as chineseStrings } from '../../src/ui/strings/zh/index.js';

export const languages = {
  en: { strings: englishStrings, words: en },
  zh: { strings: chineseStrings, words: zh },
} as const;

const none: DescribedSignals = { signals: {}, descriptions: {} };

export async function noticeIn(
  language: keyof typeof languages,
  given: NoticeOptions['given'] = {},
  { signals, descriptions } = none,
): Promise<Document> {
  const example = await exampleRequest(signals);
  return notice({ ...languages[language], given, descriptions, example, version: '0.0.0' });
}

export const inlinesOf = (block: Block): readonly Inline[] =>
  block.kind === 'code' ? [] : block.kind === 'list' ? block.items.flat() : block.text;

/** All that the notice names as the code does, and says something of. */
export const namesIn = ({ blocks }: Document): ReadonlySet<string> =>
  new Set(blocks.flatMap(inlinesOf).flatMap((part) => (typeof part !== 'string' && 'code' in part ? [part.code] : [])));

/** Its text, one line a block. */
export const textOf = ({ blocks }: Document): string =>
  blocks
    .map((block) =>
      block.kind === 'code'
        ? block.text
        : inlinesOf(block)
            .map((part) => (typeof part === 'string' ? part : ''))
            .join(''),
    )
    .join('\n');
