import { batchRetentionDays } from './limits.js';

const dayMs = 86_400_000;

/** Whether a sealed batch is too old to be sent again. One sealed more than a day in the future counts as expired: its clock was wrong. */
export const isExpired = ({ sealedAt }: { readonly sealedAt: number }, now: number): boolean =>
  now - sealedAt > batchRetentionDays * dayMs || sealedAt - now > dayMs;
