import { idRetentionDays } from 'turntally/protocol';
import { dayNumber, msPerDay, utcDate } from './utcDays.js';

/**
 * Reads the header `Turntally-Sealed`: the UTC day on which the client sealed the batch. `''` if there is none, `undefined` if it is
 * no day.
 */
export function readSealedDay(headers: Headers): string | undefined {
  const value = headers.get('turntally-sealed') ?? '';
  return value === '' || isDay(value) ? value : undefined;
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const at = Date.parse(value);
  return Number.isFinite(at) && utcDate(at) === value;
}

/**
 * Whether the ids of a sealed day are still remembered. The clock of a client may be a day ahead.
 *
 * @param now - Epoch milliseconds.
 */
export function isInWindow(sealed: string, now: number): boolean {
  const age = Math.floor(now / msPerDay) - dayNumber(sealed);
  return sealed === '' || (age <= idRetentionDays && age >= -1);
}
