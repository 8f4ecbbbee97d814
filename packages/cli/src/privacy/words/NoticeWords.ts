import type { MetricsPayload, Os } from 'turntally/protocol';
import type { Inline, Text } from '../blocks.js';

/** A key of the request's body. */
export type Field = keyof MetricsPayload | keyof MetricsPayload['counters'][number];

/** A header that the library sets in the request; the last two come from `cache: 'no-store'`. */
export type Header =
  | 'content-type'
  | 'idempotency-key'
  | 'turntally-sealed'
  | 'accept-language'
  | 'cache-control'
  | 'pragma';

/** The texts of a notice, except those that it shares with the consent element. */
export interface NoticeWords {
  title(app: Inline): Text;
  intro(app: Inline): Text;
  responsible(company: Inline, contact: Inline): Text;
  readonly counted: string;
  readonly nothingElse: string;
  /** Introduces a list of buckets. */
  readonly sentAs: string;
  /** A bucket, or a part of a request, and its meaning. */
  meaning(name: Inline, meaning: string): Text;
  readonly sent: string;
  goesTo(endpoint: Inline): Text;
  readonly exactly: string;
  readonly parts: string;
  readonly fields: Readonly<Record<Field, string>>;
  readonly headers: Readonly<Record<Header, string>>;
  /** The limits of a request, as formatted numbers. */
  atMost(counters: string, count: string): string;
  readonly operatingSystems: Readonly<Record<Os, string>>;
  /** What every request over a network reveals to the server. */
  readonly transport: string;
  /** Who decides on the logs of other servers. */
  logs(company: Inline): Text;
  /** What a relay sees that passes the deliveries on, and what the collector sees then. */
  relayed(relay: Inline, company: Inline): Text;
  readonly neverSent: string;
  readonly when: string;
  /** What the key of a delivery reveals as long as it waits, and when it is given up. */
  undelivered(days: string, launches: string): string;
  readonly onDevice: string;
  readonly beforeAnswer: string;
  /** What is kept on the device. */
  readonly keptOnDevice: readonly string[];
  readonly kept: string;
  keptBy(company: Inline): Text;
  keptFor(days: string): string;
  /** What happens to sums of few deliveries. */
  tooFew(minReports: string): string;
  /** Copies that the collector does not know of. */
  readonly backups: string;
  readonly choice: string;
  /** Why earlier deliveries cannot be withdrawn. */
  readonly sentBefore: string;
  readonly rights: string;
  readonly legalBasis: string;
  readonly rightsOfAll: readonly string[];
  readonly complaint: string;
  /** How the notice was made, and that it is not legal advice. */
  origin(version: string): Text;
  readonly gaps: Readonly<Record<Gap, string>>;
}

/** A detail that only the team knows. */
export type Gap = 'app' | 'company' | 'contact' | 'endpoint';
