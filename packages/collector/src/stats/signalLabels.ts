import { en } from 'turntally/wording';

const { vocabulary, byProvider, lost } = en;

/** How the page names a signal and relates it to turns. */
export interface SignalLabel {
  /** A name in plain words; the app's own signals have only their own name. */
  readonly title: string;
  /** What its buckets mean. */
  readonly sentence: string;
  /** Whether counts per 1,000 turns are meaningful. */
  readonly perTurns: boolean;
  /** Whether it is counted at most once a turn, so that the count is a number of turns. */
  readonly oncePerTurn: boolean;
}

const distribution = { perTurns: false, oncePerTurn: false };
const manyTimes = { perTurns: true, oncePerTurn: false };

const builtIn = {
  turns: distribution,
  finish_reason: distribution, // of model calls; a turn makes several
  empty_final: manyTimes,
  provider_error: { perTurns: true, oncePerTurn: true }, // counted when a turn ends with an error
  cache_hit: distribution, // of model calls
  tool_error: manyTimes,
  compaction: manyTimes,
} as const satisfies Record<keyof typeof vocabulary, Pick<SignalLabel, 'perTurns' | 'oncePerTurn'>>;

export function signalLabel(name: string): SignalLabel {
  if (isOfLosses(name)) {
    const sentence =
      'Counts of any signal that clients gave up, and why. Those without an answer may have been counted. Each belongs to the release that reported it.';
    return { title: lost[name].title, sentence, ...distribution };
  }
  const [signal = '', provider] = name.split('.');
  if (!isBuiltIn(signal)) {
    return { title: name, sentence: 'A signal of this app.', ...manyTimes };
  }
  const { title, sentence } = vocabulary[signal];
  return { ...builtIn[signal], ...(provider ? ofProvider(title, provider) : { title, sentence }) };
}

/** A part of the signal before it, by the provider. */
function ofProvider(title: string, provider: string): Pick<SignalLabel, 'title' | 'sentence'> {
  const whose = provider === 'other' ? byProvider.other : provider;
  return { title: `${title} · ${whose}`, sentence: `The part of “${title}” that is of ${whose}.` };
}

/** A bucket in one or two words; `undefined` for the app's own signals. */
export function bucketLabel(name: string, bucket: string): string | undefined {
  const [signal = ''] = name.split('.');
  if (!isBuiltIn(signal) && !isOfLosses(signal)) return undefined;
  const labels: Readonly<Record<string, string>> = { ...vocabulary, ...lost }[signal].buckets;
  return Object.hasOwn(labels, bucket) ? labels[bucket] : undefined;
}

/** Whether it is a signal of turntally, not of the app. */
export function isBuiltIn(signal: string): signal is keyof typeof vocabulary {
  return Object.hasOwn(vocabulary, signal);
}

/** Whether it counts what clients gave up, which says how counts are delivered, not how good a release is. */
export function isOfLosses(signal: string): signal is keyof typeof lost {
  return Object.hasOwn(lost, signal);
}
