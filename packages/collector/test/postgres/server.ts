import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../../../test/support/startPostgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The url of a running PostgreSQL server. */
    readonly postgres: string;
  }
}

/** Global setup: one server for all tests, which lasts as long as they do, so nothing needs to be on the disk. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres('fsync=off', 'max_connections=200');
  project.provide('postgres', server.url);
  return () => server.stop();
}
