import type { Contestant } from '../contestant.js';
import { readAll } from '../eventSource.js';
import { startCounting } from '../startCounting.js';

export function start(): Contestant {
  const { telemetry, totals } = startCounting();
  return readAll((events$) => events$.pipe(telemetry.tap()), totals);
}
