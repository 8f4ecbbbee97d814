import type { MetricsPayload } from 'turntally/protocol';
import type { SetAsideReason } from './CollectorStore.js';

/**
 * Why a payload cannot be believed, if so. A turn fails once at most, and a client keeps turns and failures in one batch; nor
 * does one person count more than `most` of one token between two deliveries.
 */
export function implausible({ counters }: MetricsPayload, most: number): SetAsideReason | undefined {
  const total = (wanted: string) =>
    counters.reduce((sum, { signal, count }) => sum + (signal === wanted ? count : 0), 0);
  if (total('provider_error') > total('turns')) return 'failures';
  return counters.some(({ count }) => count > most) ? 'count' : undefined;
}
