/** One deliberate mistake in the code that ships. The tests must notice it. */
export interface Mutant {
  /** What the broken code does, in words. Unique in its group. */
  readonly name: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  /** The fastest test files that fail; by default those of the group. */
  readonly tests?: readonly string[];
  /** Runs only the tests whose names match this pattern, as `vitest -t` does. */
  readonly testName?: string;
}

/** Mutants of one source file. */
export interface MutantGroup {
  /** From the root of the repository. */
  readonly file: string;
  readonly tests: readonly string[];
  readonly mutants: readonly Mutant[];
}
