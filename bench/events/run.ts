import { type Spread, spreadOf } from '../lib/statistics.js';
import { type EngineName, startEngine } from './engines.js';
import type { Measured } from './measure.js';

/** In the order of the table. */
export const contestants = [
  'floor',
  'mapOfMaps',
  'subject',
  'naiveRxjs',
  'openTelemetry',
  'promClient',
  'glean',
  'record',
  'source',
  'rxjsTap',
  'tap',
] as const;
export type ContestantName = (typeof contestants)[number];

/** Their packages are installed only for the benchmark, so the project's type check excludes them. */
const peers: readonly ContestantName[] = ['openTelemetry', 'promClient', 'glean'];

/** prom-client is for servers; Glean needs localStorage. */
const notIn: Readonly<Record<EngineName, readonly ContestantName[]>> = { node: ['glean'], chromium: ['promClient'] };

export interface Result {
  /** Nanoseconds per event. */
  readonly ns: Spread;
  /** The ratio to the floor of the same round, so that other load affects both. */
  readonly timesFloor: Spread;
}

export interface Results {
  readonly engine: string;
  readonly contestants: Readonly<Partial<Record<ContestantName, Result>>>;
}

export type Progress = (done: number, of: number) => void;

/**
 * Measures each contestant once a round, in a fresh process, one after the other.
 *
 * @throws Error if one counts other totals than the floor
 */
export async function runEvents(name: EngineName, rounds: number, onRun: Progress): Promise<Results> {
  const running = contestants.filter((contestant) => !notIn[name].includes(contestant));
  const engine = await startEngine(name, Object.fromEntries(running.map((each) => [each, moduleOf(each)])));
  const ns = new Map<ContestantName, number[]>(running.map((contestant) => [contestant, []]));
  let expected: string | undefined;
  try {
    for (let done = 0; done < rounds * running.length; done++) {
      const contestant = running[done % running.length] ?? 'floor';
      const measured = (await engine.run(contestant)) as Measured;
      ns.get(contestant)?.push(measured.ns);
      const counted = measured.totals ? JSON.stringify(measured.totals) : expected;
      expected ??= counted;
      if (counted !== expected) throw new Error(`${contestant} counted\n${counted}\ninstead of\n${expected}`);
      onRun(done + 1, rounds * running.length);
    }
  } finally {
    await engine.close();
  }
  const floor = ns.get('floor') ?? [];
  const results = [...ns].map(([contestant, all]) => {
    const timesFloor = spreadOf(all.map((each, round) => each / (floor[round] ?? Number.NaN)));
    return [contestant, { ns: spreadOf(all), timesFloor }];
  });
  return { engine: engine.version, contestants: Object.fromEntries(results) };
}

const moduleOf = (contestant: ContestantName): string => `
  import { start } from './${peers.includes(contestant) ? 'peers' : 'contestants'}/${contestant}.js';
  import { measure } from './measure.js';
  export const result = measure(start);`;
