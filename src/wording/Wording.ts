import type { agentSignals } from '../signals.js';

/** What a signal is, in words a person who does not program understands. */
export interface SignalDescription<Bucket extends string = string> {
  /** A short name, e.g. `Failed requests`. */
  readonly title: string;
  /** One plain sentence: when it is counted. */
  readonly sentence: string;
  /** What one such count says, e.g. `“Too many requests: 3” …`. */
  readonly example: string;
  /** Each bucket in a word or two. */
  readonly buckets: Readonly<Record<Bucket, string>>;
}

/** A description of every built-in signal and bucket: one that is missing does not compile. */
export type Vocabulary = {
  readonly [Signal in keyof typeof agentSignals]: SignalDescription<(typeof agentSignals)[Signal][number]>;
};

/** Descriptions of an app's own signals, by their names. What has none is shown by its names. */
export type SignalDescriptions = Readonly<Record<string, SignalDescription>>;

/** What is true of every app that counts with this library. The consent element and the privacy notice say the same. */
export interface Facts {
  /** What is sent, beside the counts themselves. */
  readonly sent: readonly string[];
  /** What never leaves the machine. */
  readonly neverSent: readonly string[];
  /** When it is sent. */
  readonly when: string;
  /** What the receiving end keeps, and for how long. */
  readonly kept: readonly string[];
  /** What saying no does. */
  readonly withdrawal: string;
}

/** The words for signals and facts that the consent element, the privacy notice and the stats page share. */
export interface Wording {
  /** BCP 47, e.g. `en`: numbers and times are written in its way. */
  readonly language: string;
  readonly vocabulary: Vocabulary;
  readonly facts: Facts;
}
