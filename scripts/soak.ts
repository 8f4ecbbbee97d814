/** Runs the fault tests for a given time: `npm run soak -- --minutes 10`. Exits with 1 if a guarantee was violated. */
import { parseArgs } from 'node:util';
import { addFigures, type Figures, formatFigures, noFigures, type SoakPart } from '../test/faults/figures.js';
import { soakParts as kills } from '../test/faults/kills/soak.js';
import { runSuite, soakPart, suites } from '../test/faults/simulation/soak.js';

const usage = `npm run soak -- --minutes 10
  --minutes N   duration, may be a fraction; default 1. The parts that kill processes take at least a minute
  --suite NAME  run only one of ${suites.map(({ name }) => name).join(', ')}
  --seed N      run that suite once with this seed, to replay a failure`;

/** The share of the time for each part that kills processes. The simulated world has the rest. */
const shareOfKills = 0.1;
const turnMs = 4000;

interface Options {
  readonly minutes: number;
  readonly suite?: string;
  readonly seed?: number;
}

try {
  await main(readOptions());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main({ minutes, suite: name, seed }: Options): Promise<void> {
  process.on('unhandledRejection', (reason) => {
    console.error('unhandled promise rejection:', reason);
    process.exit(1);
  });
  const chosen = suites.filter((suite) => name === undefined || suite.name === name);
  const [first] = chosen;
  if (first && seed !== undefined) return console.log(formatFigures(await runSuite(first, seed)));

  const [start, lengthMs] = [Date.now(), minutes * 60_000];
  const all = new Map<string, Figures>();
  const run = async (part: SoakPart, deadline: number): Promise<void> => {
    const figures = await part(deadline);
    const { name } = figures;
    all.set(name, addFigures(all.get(name) ?? noFigures(name), figures));
  };
  if (name === undefined) {
    for (const [at, part] of kills.entries()) await run(part, start + (at + 1) * shareOfKills * lengthMs);
  }
  do for (const suite of chosen) await run(soakPart(suite), Math.min(Date.now() + turnMs, start + lengthMs));
  while (Date.now() < start + lengthMs);

  for (const figures of all.values()) console.log(formatFigures(figures, { kinds: false }));
  const sum = [...all.values()].reduce(addFigures, noFigures('all'));
  console.log(formatFigures(sum));
  if (sum.doubled > 0) throw new Error('counts were doubled');
}

/** @throws Error that names the wrong option and the right values */
function readOptions(): Options {
  const { minutes = '1', suite, seed } = parsed();
  if (!(Number(minutes) > 0 && Number(minutes) <= 10_000))
    throw wrong(`--minutes must be a number above 0 and at most 10000, got ${minutes}`);
  if (suite !== undefined && !suites.some(({ name }) => name === suite)) throw wrong(`unknown suite "${suite}"`);
  if (seed !== undefined && !/^-?\d{1,10}$/.test(seed)) throw wrong(`--seed must be an integer, got ${seed}`);
  if (seed !== undefined && suite === undefined) throw wrong('--seed requires --suite');
  return {
    minutes: Number(minutes),
    ...(suite !== undefined && { suite }),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}

function parsed() {
  const options = { minutes: { type: 'string' }, suite: { type: 'string' }, seed: { type: 'string' } } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(what: string): Error {
  return new Error(`${what}\n\n${usage}`);
}
