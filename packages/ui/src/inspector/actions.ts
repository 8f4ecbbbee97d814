import type { FlushReport, StoredConsent } from 'turntally';
import type { InspectorStrings } from '../strings/InspectorStrings.js';
import type { Formatters } from './formatters.js';
import type { InspectedTelemetry } from './watchTelemetry.js';

/** What the inspector needs of a `StoredConsent`: to erase, and, if present, the answer and the signals that may be counted. */
export type ErasableConsent = Pick<StoredConsent, 'consent$' | 'answer'> &
  Partial<Pick<StoredConsent, 'given' | 'signals'>>;

// One function for each button. Each resolves with the result in words, and none rejects.

export const send = async (telemetry: InspectedTelemetry | undefined, formatters: Formatters): Promise<string> => {
  try {
    const report = await telemetry?.flush();
    return report ? describeFlush(report, formatters) : '';
  } catch {
    return formatters.words.sendFailed;
  }
};

/** What a flush did, in sentences. */
export function describeFlush(report: FlushReport, { words, amount }: Formatters): string {
  if (report.skipped) return words.skipped[report.skipped];
  const effects = (['delivered', 'foldedBack', 'held', 'lost'] as const).filter((effect) => report[effect] > 0);
  if (effects.length === 0) return words.flushedNothing;
  return effects.map((effect) => amount(words.flushed[effect], report[effect])).join(' ');
}

/**
 * Erases by answering no, which is one transaction. To keep counting, it then answers yes again, to the words that the person
 * had agreed to; if that fails, counting stays off.
 */
export async function erase(
  consent: ErasableConsent | undefined,
  keepCounting: boolean,
  words: InspectorStrings,
): Promise<string> {
  const earlier = keepCounting ? await consent?.given?.().catch(() => undefined) : undefined;
  try {
    await consent?.answer(false);
  } catch {
    return words.eraseFailed;
  }
  if (!keepCounting) return words.erasedIsOff;
  try {
    await consent?.answer(true, earlier);
    return words.erasedGoesOn;
  } catch {
    return words.erasedNotRestored;
  }
}

export const copy = async (body: string, words: InspectorStrings): Promise<string> => {
  try {
    await navigator.clipboard.writeText(body);
    return words.copied;
  } catch {
    return words.copyFailed;
  }
};

/** How long a browser may need to start a download. */
const downloadStartMs = 10_000;

/** Offers a file with exactly these bytes. */
export async function download(body: string, words: InspectorStrings): Promise<string> {
  try {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([body], { type: 'application/json' }));
    link.download = 'turntally.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), downloadStartMs);
    return '';
  } catch {
    return words.downloadFailed;
  }
}
