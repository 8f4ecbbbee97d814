import { type Contestant, each } from '../contestant.js';
import { startCounting } from '../startCounting.js';

export function start(): Contestant {
  const { telemetry, totals } = startCounting();
  return { feed: (stream) => each(stream, (event) => telemetry.record(event)), totals };
}
