import { en as englishStrings } from '../../ui/src/strings/en/index.js';
import { zh as chineseStrings } from '../../ui/src/strings/zh/index.js';
import type { Block, Document, Inline } from '../src/privacy/blocks.js';
import { exampleRequest } from '../src/privacy/exampleRequest.js';
import { type NoticeOptions, notice } from '../src/privacy/notice.js';
import { en } from '../src/privacy/words/en.js';
import { zh } from '../src/privacy/words/zh.js';
import type { DescribedSignals } from '../src/readSignalsFile.js';

export const languages = {
  en: { strings: englishStrings, words: en },
  zh: { strings: chineseStrings, words: zh },
} as const;

type More = Partial<DescribedSignals> & Pick<NoticeOptions, 'relay' | 'keptDays' | 'minReports' | 'providers'>;

export async function noticeIn(
  language: keyof typeof languages,
  given: NoticeOptions['given'] = {},
  { signals = {}, descriptions = {}, ...more }: More = {},
): Promise<Document> {
  const example = await exampleRequest(signals, more.providers);
  return notice({ ...languages[language], given, descriptions, example, version: '0.0.0', ...more });
}

export const inlinesOf = (block: Block): readonly Inline[] =>
  block.kind === 'code' ? [] : block.kind === 'list' ? block.items.flat() : block.text;

/** All names from the code in the notice. */
export const namesIn = ({ blocks }: Document): ReadonlySet<string> =>
  new Set(blocks.flatMap(inlinesOf).flatMap((part) => (typeof part !== 'string' && 'code' in part ? [part.code] : [])));

/** The text of the notice, one line per block. */
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
