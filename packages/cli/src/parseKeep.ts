import { UsageError } from './UsageError.js';

/** The number of days of `--keep`, such as `400d`. @throws UsageError if it is none. */
export function parseKeep(text: string): number {
  const days = /^([1-9][0-9]{0,4})d?$/.exec(text)?.[1];
  if (days === undefined) throw new UsageError(`--keep must be a number of days such as 400d, not "${text}"`);
  return Number(days);
}
