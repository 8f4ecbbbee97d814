import type { agentSignals, lostSignals, Signals } from '../signals.js';

/** A signal in words for a person who does not program. */
export interface SignalDescription<Bucket extends string = string> {
  /** A short name, e.g. `Failed requests`. */
  readonly title: string;
  /** One plain sentence that says when it is counted. */
  readonly sentence: string;
  /** A situation and the count it results in, e.g. `You got a blank answer: 1.` */
  readonly example: string;
  /** Each bucket in one or a few words. */
  readonly buckets: Readonly<Record<Bucket, string>>;
}

type DescriptionsOf<S extends Signals> = { readonly [Signal in keyof S]: SignalDescription<S[Signal][number]> };

/** A description of every built-in signal and bucket. A missing one is a type error. */
export type Vocabulary = DescriptionsOf<typeof agentSignals>;

/** What counts of `lostSignals` are, for apps that have them. */
export type LostWording = DescriptionsOf<typeof lostSignals>;

/** Descriptions of an app's own signals, by name. A signal without a description is shown by its names. */
export type SignalDescriptions = Readonly<Record<string, SignalDescription>>;

/** What is counted by provider, for apps that list their `providers`. */
export interface ProviderWording {
  /** The title of a signal when it is counted by provider, e.g. `Failed requests, by provider`. */
  readonly title: (signal: string) => string;
  /** One plain sentence that says when it is counted. */
  readonly sentence: string;
  /** A situation and the count it results in. */
  readonly example: string;
  /** In place of `other`: the providers that are not listed. */
  readonly other: string;
}

/** Facts that hold for every app that counts with this library. The consent element and the privacy notice show them. */
export interface Facts {
  /** What is sent, including the counts. */
  readonly sent: readonly string[];
  /** What never leaves the machine. */
  readonly neverSent: readonly string[];
  /** When it is sent. */
  readonly when: string;
  /** What the collector stores, and for how long. */
  readonly kept: readonly string[];
  /** What the answer no does. */
  readonly withdrawal: string;
}

/** The descriptions of signals and facts in one language: for the consent element, the privacy notice and the stats page. */
export interface Wording {
  /**
   * 1 or more; another number for each published change of what a person reads before answering. The consent element stores it
   * with the answer. An app with words of its own numbers these.
   */
  readonly version: number;
  /** BCP 47 language tag, e.g. `en`. Numbers and times are formatted for it. */
  readonly language: string;
  readonly vocabulary: Vocabulary;
  readonly byProvider: ProviderWording;
  readonly lost: LostWording;
  readonly facts: Facts;
}
