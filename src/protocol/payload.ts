import type { Os } from './release.js';

/** The JSON body of `POST /v1/metrics`: one batch. */
export interface MetricsPayload {
  /** 1 to 64 characters of `0-9A-Za-z.+_-`, the first a letter or digit. */
  version: string;
  os: Os;
  /** 1 to 64 counters, each signal and bucket at most once. */
  counters: { signal: string; bucket: string /** 1 to 1,000,000. */; count: number }[];
}
