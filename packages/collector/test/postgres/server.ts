import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../../../test/support/startPostgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The url of a running PostgreSQL server, or why there is none. */
    readonly postgres: { readonly url: string } | { readonly error: string };
  }
}

/**
 * Global setup: one server for all tests, which lasts as long as they do, so nothing needs to be on the disk. Without PostgreSQL, the
 * tests that need it fail, and all others run.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await startPostgres('fsync=off', 'max_connections=200', 'deadlock_timeout=10ms');
    project.provide('postgres', { url: server.url });
    return () => server.stop();
  } catch (error) {
    project.provide('postgres', { error: String(error) });
    return undefined;
  }
}
