import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';

const source = '@turntally/source';

/** Starting a server takes seconds, which most tests do not need. */
const needsPostgres = process.argv.some((argument) => argument.includes('/postgres/'));

/** All tests that run on Node, as one project without a browser: it starts in half of the time. */
export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, 'node'], externalConditions: [source, 'node'] } },
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    exclude: ['**/test/browser/**', 'test/e2e/**'],
    globalSetup: needsPostgres ? ['packages/collector/test/postgres/server.ts'] : [],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
