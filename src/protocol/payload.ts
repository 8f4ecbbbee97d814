import type { Os } from './release.js';

/** The JSON body of `POST /v1/metrics`: one batch. */
export interface MetricsPayload {
  /** Such as `1.4.0` or `1.4.0-beta.2`; matches `limits.version`. */
  version: string;
  os: Os;
  /** 1 to 64 counters, each signal and bucket at most once. */
  counters: { signal: string; bucket: string /** 1 to 100,000. */; count: number }[];
}
