import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutantGroups } from '../../test/mutants/mutantGroups.js';
import { root } from '../steps.js';

/** A mutant with all that is needed to run it. */
export interface RunnableMutant {
  /** `ledger: seals over the outbox`. */
  readonly name: string;
  readonly file: string;
  /** The whole file with the mistake in it. */
  readonly mutated: string;
  readonly original: string;
  readonly tests: readonly string[];
  readonly testName: string | undefined;
}

/**
 * The mutants whose names contain `part`, in any case.
 *
 * @throws Error naming every mutant that no longer applies, and every name that is used twice.
 */
export function readMutants(part = ''): readonly RunnableMutant[] {
  const problems: string[] = [];
  const names = new Set<string>();
  const mutants = mutantGroups.flatMap((group) => {
    const path = join(root, group.file);
    const original = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const source = group.file.replace(/^.*\/|\.ts$/g, '');
    return group.mutants.flatMap(({ name, search, replacement, tests = group.tests, testName }) => {
      const fullName = `${source}: ${name}`;
      if (names.has(fullName)) problems.push(`two mutants are called "${fullName}"`);
      names.add(fullName);
      const [before, after, ...more] = original.split(search);
      if (before === undefined || after === undefined || more.length > 0) {
        const times = original.split(search).length - 1;
        problems.push(`mutant "${fullName}" no longer applies: its text occurs ${times} times in ${group.file}`);
        return [];
      }
      const mutated = before + replacement + after;
      return [{ name: fullName, file: group.file, mutated, original, tests, testName }];
    });
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return mutants.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
}
