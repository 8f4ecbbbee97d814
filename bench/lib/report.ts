import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';

const results = join(import.meta.dirname, '..', 'results');

/** Writes a file below bench/results. */
export async function keep(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(results, file)), { recursive: true });
  await writeFile(join(results, file), content);
}

/** What was measured on, for the record. */
export const machine = (engine: string) => ({
  engine,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
});

export const keepJson = (file: string, value: unknown): Promise<void> =>
  keep(file, `${JSON.stringify(value, (_, each) => (typeof each === 'number' ? rounded(each) : each), 2)}\n`);

/** To four digits: the rest is noise. */
const rounded = (number: number): number => (Number.isInteger(number) ? number : Number(number.toPrecision(4)));
