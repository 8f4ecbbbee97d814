import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';

const results = join(import.meta.dirname, '..', 'results');

/** Writes a file below bench/results. */
async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(results, file)), { recursive: true });
  await writeFile(join(results, file), content);
}

/** The machine, stored with the results. */
export const machine = (engine: string) => ({
  engine,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
});

export const writeJson = (file: string, value: unknown): Promise<void> =>
  write(file, `${JSON.stringify(value, (_, each) => (typeof each === 'number' ? rounded(each) : each), 2)}\n`);

/** Rounds to four significant digits. */
const rounded = (number: number): number => (Number.isInteger(number) ? number : Number(number.toPrecision(4)));
