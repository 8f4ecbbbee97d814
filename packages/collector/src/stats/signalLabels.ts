import { en } from 'turntally/wording';

const { vocabulary } = en;

/** What is worth saying of a signal. */
export interface Measure {
  /** In words, and what its buckets mean; the app's own signals have only their names. */
  readonly title: string;
  readonly sentence: string;
  /** Its share of turns: of the signals that have to do with how a turn went. */
  readonly perTurns: boolean;
  /** At most once a turn, so that what is counted are turns; else it can happen several times in one. */
  readonly oncePerTurn: boolean;
}

const distribution = { perTurns: false, oncePerTurn: false };
const manyTimes = { perTurns: true, oncePerTurn: false };

const builtIn = {
  turns: distribution,
  finish_reason: distribution, // of model calls: a turn makes several
  empty_final: manyTimes,
  provider_error: { perTurns: true, oncePerTurn: true }, // counted where a turn ends in an error
  cache_hit: distribution, // of model calls
  tool_error: manyTimes,
  compaction: manyTimes,
} as const satisfies Record<keyof typeof vocabulary, Pick<Measure, 'perTurns' | 'oncePerTurn'>>;

export function measureOf(signal: string): Measure {
  if (!isBuiltIn(signal)) {
    return { title: signal, sentence: 'A signal of your own.', ...manyTimes };
  }
  return { title: vocabulary[signal].title, sentence: vocabulary[signal].sentence, ...builtIn[signal] };
}

/** A bucket in a word or two, where it is known. */
export function wordsFor(signal: string, bucket: string): string | undefined {
  if (!isBuiltIn(signal)) return undefined;
  const words: Readonly<Record<string, string>> = vocabulary[signal].buckets;
  return Object.hasOwn(words, bucket) ? words[bucket] : undefined;
}

function isBuiltIn(signal: string): signal is keyof typeof vocabulary {
  return Object.hasOwn(vocabulary, signal);
}
