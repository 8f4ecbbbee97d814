import type { MetricsPayload, Os } from 'turntally/protocol';
import type { Inline, Text } from '../blocks.js';

/** All that can stand in a request's body. */
export type Field = keyof MetricsPayload | keyof MetricsPayload['counters'][number];

/** A header that a request has because this library asked for it; the last two by way of `cache: 'no-store'`. */
export type Header = 'content-type' | 'idempotency-key' | 'cache-control' | 'pragma';

/** What a notice says beside the vocabulary and the facts, which it shares with the consent element. */
export interface NoticeWords {
  title(app: Inline): Text;
  intro(app: Inline): Text;
  responsible(company: Inline, contact: Inline): Text;
  readonly counted: string;
  readonly nothingElse: string;
  /** Introduces a list of buckets. */
  readonly sentAs: string;
  /** One bucket, or a part of a request, and what it is. */
  meaning(name: Inline, meaning: string): Text;
  readonly sent: string;
  goesTo(endpoint: Inline): Text;
  readonly exactly: string;
  readonly parts: string;
  readonly fields: Readonly<Record<Field, string>>;
  readonly headers: Readonly<Record<Header, string>>;
  /** Of a request, in numbers that are written out. */
  atMost(counters: string, count: string): string;
  readonly operatingSystems: Readonly<Record<Os, string>>;
  /** What every request shows to who receives it, whatever is in it. */
  readonly transport: string;
  readonly neverSent: string;
  readonly when: string;
  /** What becomes of counts that cannot be delivered. */
  undelivered(days: string): string;
  readonly onDevice: string;
  readonly beforeAnswer: string;
  /** What is kept on the device, and until when. */
  readonly keptOnDevice: readonly string[];
  readonly kept: string;
  keptBy(company: Inline): Text;
  readonly choice: string;
  /** What saying no cannot do. */
  readonly sentBefore: string;
  /** Where these words come from, and what they are not. */
  origin(version: string): Text;
  readonly gaps: Readonly<Record<Gap, string>>;
}

/** What only the team knows. */
export type Gap = 'app' | 'company' | 'contact' | 'endpoint';
