import { UsageError } from '../UsageError.js';

/** Returns a UTC day as the collector writes it, `YYYY-MM-DD`. @throws UsageError if the text is no day. */
export function parseDay(text: string): string {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  // 2026-02-30 is parsed as 2 March.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
  throw new UsageError(`the day must be a day such as 2026-11-28, not ${JSON.stringify(text)}`);
}
