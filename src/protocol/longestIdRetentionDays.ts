import { batchRetentionDays, idRetentionDays } from './limits.js';

/**
 * How many days a collector that runs every day keeps a batch id at most, if clients give batches up in time: the ids of a sealed day
 * go together, `idRetentionDays` after the last of them has come. The consent dialog and the privacy notice quote it.
 */
export const longestIdRetentionDays = idRetentionDays + batchRetentionDays + 1;
