import { defineConfig } from 'vitest/config';

/** Frameworks that take minutes to install and to build: `npm run test:stacks`. Needs what was built. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/stacks/*.test.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000, // what is deleted afterwards has hundreds of megabytes
    expect: { poll: { timeout: 60_000 } },
  },
});
