import type { FlushReport, StoredConsent } from 'turntally';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { Writer } from './formatters.js';
import { copy, download } from './payload.js';
import type { Watched } from './watch.js';

/** The part of a `StoredConsent` that it takes to erase; and, if it is told, what may be counted. */
export type Erasable = Pick<StoredConsent, 'consent$' | 'answer'> & Partial<Pick<StoredConsent, 'signals'>>;

// What the buttons do. Each resolves with what came of it, in words, and never rejects.

export const send = async (telemetry: Watched | undefined, writer: Writer): Promise<string> => {
  try {
    const report = await telemetry?.flush();
    return report ? flushed(report, writer) : '';
  } catch {
    return writer.words.sendFailed;
  }
};

/** What a flush did, in sentences. */
export function flushed(report: FlushReport, { words, amount }: Writer): string {
  if (report.skipped) return words.skipped[report.skipped];
  const did = (['delivered', 'foldedBack', 'held', 'lost'] as const).filter((what) => report[what]);
  return did.map((what) => amount(words.flushed[what], report[what])).join(' ') || words.flushedNothing;
}

/**
 * Answering no erases, in one transaction; where the answer was yes and is to stay so, it is given again. Should that fail,
 * counting is off: the safe side.
 */
export async function erase(consent: Erasable | undefined, goOn: boolean, words: InspectorStrings): Promise<string> {
  let reached = words.eraseFailed;
  try {
    await consent?.answer(false);
    reached = goOn ? words.erasedNotRestored : words.erasedIsOff;
    if (goOn) await consent?.answer(true);
    return goOn ? words.erasedGoesOn : reached;
  } catch {
    return reached;
  }
}

export const copied = (body: string, words: InspectorStrings): Promise<string> =>
  copy(body).then(
    () => words.copied,
    () => words.copyFailed,
  );

export async function downloaded(body: string, words: InspectorStrings): Promise<string> {
  try {
    download(body);
    return '';
  } catch {
    return words.downloadFailed;
  }
}
