/** The limits of one payload. The client keeps to them; the collector refuses what exceeds them. */
export const limits = {
  counters: 64,
  count: 1_000_000,
  version: /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/,
  batchId: /^[0-9a-zA-Z_-]{16,64}$/,
  token: /^[a-z0-9_]{1,32}\/[a-z0-9_]{1,32}$/,
} as const;

/** How many days a client keeps a sealed batch. It must be less than `idRetentionDays`: a later delivery could count twice. */
export const batchRetentionDays = 30;

/** How many days a collector remembers a batch id, to recognise a repeated delivery. The consent dialog and the privacy notice quote it. */
export const idRetentionDays = 45;

/** The longest time, in milliseconds, for which a client waits before it tries again after failed flushes. */
export const longestPauseMs = 24 * 3_600_000;
