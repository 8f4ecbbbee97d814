import { UsageError } from '../UsageError.js';

/** Returns a percentage such as `20%` as a part, 0.2. @throws UsageError naming the option if it is no percentage up to 10000% */
export function parsePart(option: string, text: string): number {
  const percent = /^(\d{1,5}(\.\d{1,3})?)%$/.exec(text)?.[1];
  if (percent === undefined || Number(percent) > 10_000) {
    throw new UsageError(`${option} must be a percentage such as 20%, at most 10000%, not "${text}"`);
  }
  return Number(percent) / 100;
}
