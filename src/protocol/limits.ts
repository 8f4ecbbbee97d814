/** The limits of one payload. The client keeps to them; the collector refuses what exceeds them. */
export const limits = {
  counters: 64,
  count: 100_000,
  /** One to four numbers, and at most one short pre-release tag: `1.4.0`, `2026.11.28`, `1.4.0-beta.2`. */
  version: /^\d{1,5}(\.\d{1,5}){0,3}(-[A-Za-z]{1,10}(\.?\d{1,4})?)?$/,
  batchId: /^[0-9a-zA-Z_-]{16,64}$/,
  /** A signal with a dot is one that is counted by provider: `provider_error.openai/http_429`. */
  token: /^[a-z0-9_.]{1,32}\/[a-z0-9_]{1,32}$/,
} as const;

/** The most of one token in a batch that a collector believes, by default: one with more is set aside. */
export const plausibleCount = 20_000;

/** The rule of `limits.version` in words, for error messages. A build that one person has would identify that person. */
export const versionRule = 'must be a version such as 1.4.0 or 1.4.0-beta.2, without build metadata';

/**
 * How many days a client keeps a sealed batch; its id is a pseudonym for as long. It must be less than `idRetentionDays`: a
 * later delivery could count twice.
 */
export const batchRetentionDays = 14;

/** How many launches of a client send a batch. If the collector settles it at none of them, the client gives it up. */
export const maxLaunches = 8;

/** How many days a collector remembers a batch id at least, to recognise a repeated delivery. */
export const idRetentionDays = 30;

/** The longest time, in milliseconds, for which a client waits before it tries again after failed flushes. */
export const longestPauseMs = 24 * 3_600_000;
