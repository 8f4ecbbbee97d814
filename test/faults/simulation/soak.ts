import { addFigures, noFigures, type SoakPart } from '../figures.js';
import { httpRuns, interleavedRuns, modelRuns, type Runs } from './runs.js';

/** A suite under a name, and how many runs a seed stands for. */
export interface Suite {
  readonly name: string;
  readonly runs: Runs;
  readonly consent: 'shared' | 'stored';
  readonly runsASeed: number;
}

export const suites: readonly Suite[] = (['shared', 'stored'] as const).flatMap((consent) => [
  { name: `model-${consent}`, runs: modelRuns, consent, runsASeed: 25 },
  { name: `interleavings-${consent}`, runs: interleavedRuns, consent, runsASeed: 25 },
  { name: `collector-${consent}`, runs: httpRuns, consent, runsASeed: 5 },
]);

/** Rejects with what breaks the law, and with the suite and the seed that bring it about again. */
export async function runSuite({ name, runs, consent, runsASeed }: Suite, seed: number) {
  try {
    return await runs(consent, { numRuns: runsASeed, seed });
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const why = cause instanceof Error ? cause.message : '';
    throw new Error(`${why}\n${message}\nreplay: npx tsx scripts/soak.ts --suite ${name} --seed ${seed}`, { cause });
  }
}

/** A suite with ever fresh seeds. */
export const soakPart =
  (suite: Suite): SoakPart =>
  async (deadline) => {
    const figures = noFigures(suite.name);
    do addFigures(figures, await runSuite(suite, Math.floor(Math.random() * 2 ** 31)));
    while (Date.now() < deadline);
    return figures;
  };
