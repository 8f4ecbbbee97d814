import { UsageError } from './UsageError.js';

/** @throws UsageError naming the option if the text is no number from `min` to `max`. */
export function parseNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^[0-9]{1,15}$/.test(text) && number >= min && number <= max) return number;
  throw new UsageError(`${option} must be a number from ${min} to ${max}, not "${text}"`);
}
