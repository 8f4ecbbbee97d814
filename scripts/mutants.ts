/**
 * Breaks the code on purpose, one mutant at a time, each in a copy, and runs the tests that should notice. Exits with 1
 * where one survives, or no longer applies. The mutants are in test/mutants.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyTree, type Tree } from './mutants/copyTree.js';
import { type RunnableMutant, readMutants } from './mutants/readMutants.js';
import { type Result, runTests } from './mutants/runTests.js';

const usage = `npm run mutants -- --only ledger
  --only TEXT  only the mutants whose names contain TEXT
  --list       prints their names, after a check that each still applies, and runs nothing
  --jobs N     how many run at a time; by default as many as there are cores, at most 4`;

interface Uncaught {
  readonly name: string;
  readonly output: string;
}

const marks: Readonly<Record<Result['kind'], string>> = {
  failed: '✓ caught  ',
  passed: '✗ SURVIVED',
  broken: '✗ NO TEST ',
};

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { only, list, jobs } = readOptions();
  const mutants = readMutants(only);
  if (mutants.length === 0) throw new Error(`no mutant's name contains "${only}"`);
  if (list) {
    for (const { name } of mutants) console.log(name);
    console.log(`${mutants.length} mutants`);
    return;
  }
  const uncaught = await runAll(mutants, jobs);
  for (const { name, output } of uncaught) console.log(`\n── ${name} ──\n${output.trim()}`);
  const caught = mutants.length - uncaught.length;
  console.log(`${mutants.length} mutants, ${caught} caught, ${uncaught.length} survived`);
  if (uncaught.length > 0) process.exitCode = 1;
}

/** Returns what was not caught. */
async function runAll(mutants: readonly RunnableMutant[], jobs: number): Promise<readonly Uncaught[]> {
  const trees: Tree[] = [];
  try {
    for (let job = 0; job < Math.min(jobs, mutants.length); job++) trees.push(await copyTree());
    await checkUnbroken(trees[0], mutants);
    const queue = [...mutants];
    return (await Promise.all(trees.map((tree) => runQueue(tree, queue)))).flat();
  } finally {
    await Promise.all(trees.map((tree) => tree.remove()));
  }
}

async function runQueue(tree: Tree, queue: RunnableMutant[]): Promise<readonly Uncaught[]> {
  const uncaught: Uncaught[] = [];
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const start = performance.now();
    const { kind, output } = await runMutant(tree.path, mutant);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
    console.log(`${marks[kind]} ${seconds} s  ${mutant.name}`);
    if (kind !== 'failed') uncaught.push({ name: mutant.name, output });
  }
  return uncaught;
}

async function runMutant(tree: string, { file, original, mutated, tests, testName }: RunnableMutant): Promise<Result> {
  const path = join(tree, file);
  await writeFile(path, mutated);
  const result = await runTests(tree, { tests, testName });
  await writeFile(path, original);
  return result;
}

/** @throws Error if a test fails before anything is broken: it would seem to catch every mutant. */
async function checkUnbroken(tree: Tree | undefined, mutants: readonly RunnableMutant[]): Promise<void> {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const { kind, output } = await runTests(String(tree?.path), { tests, effort: 'quick' });
  if (kind !== 'passed') throw new Error(`${output}\nThe tests fail although nothing is broken.`);
  console.log(`${tests.length} test files pass while nothing is broken`);
}

function readOptions(): { readonly only?: string; readonly list: boolean; readonly jobs: number } {
  const options = { only: { type: 'string' }, list: { type: 'boolean' }, jobs: { type: 'string' } } as const;
  const { only, list = false, jobs = `${Math.min(4, availableParallelism())}` } = parsed(options);
  if (!(Number(jobs) >= 1)) throw new Error(`--jobs must be a number above 0, not ${jobs}\n\n${usage}`);
  return { ...(only !== undefined && { only }), list, jobs: Number(jobs) };
}

function parsed<const Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
