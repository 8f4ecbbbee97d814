import type { MetricsPayload } from 'turntally/protocol';
import type { SetAsideReason } from './CollectorStore.js';

/**
 * Why a payload cannot be believed, if so. A turn fails once at most, and a client keeps turns and failures in one batch; nor
 * does one person count more than `most` of one token between two deliveries.
 */
export function implausible({ counters }: MetricsPayload, most: number): SetAsideReason | undefined {
  let turns = 0;
  let failures = 0;
  let largest = 0;
  for (const { signal, count } of counters) {
    if (signal === 'turns') turns += count;
    if (signal === 'provider_error') failures += count;
    largest = Math.max(largest, count);
  }
  if (failures > turns) return 'failures';
  return largest > most ? 'count' : undefined;
}
