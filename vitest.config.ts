import { availableParallelism } from 'node:os';
import { defaultClientConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { instances } from './test/browser/instances.js';

/** Tests of documents and packages that start processes. */
const slowTests = ['test/docs/{components,guide,guideRuns,moduleKinds,snippets}.test.ts', 'test/packaging/*.test.ts'];

/** The packages' sources, not what was last built of them. */
const source = '@turntally/source';

/** Vitest leaves a core to itself: on a machine of two, the files would run one after the other. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  resolve: { conditions: [source, ...defaultClientConditions] },
  // Without `module`: Node's own resolution takes these conditions, too.
  ssr: { resolve: { conditions: [source, 'node'], externalConditions: [source, 'node'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
          exclude: [
            '**/test/{browser,postgres,workers}/**',
            'packages/cli/**',
            'test/{adversary,deploy,e2e,exports,faults,runtimes,stacks}/**',
            ...slowTests,
          ],
          maxWorkers,
          testTimeout: 60_000, // only what hangs: properties take a while on a busy machine
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        extends: true,
        // Apart, because each test starts processes: too slow for the quick gate.
        test: {
          name: 'cli',
          include: ['packages/cli/test/*.test.ts', ...slowTests],
          maxWorkers,
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        extends: true,
        // Apart for the same reason: each runs whole lives of the client, many times over.
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['test/faults/kills/**'],
          maxWorkers,
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        // Found while a test runs, a dependency would reload the page under it.
        optimizeDeps: {
          include: [
            'axe-core',
            'fast-check',
            'hpke',
            'idb-keyval',
            'lit',
            'react',
            'react-dom/client',
            'react-dom/server.browser',
            'rxjs',
            'rxjs/testing',
            'vue',
            'zod/mini',
          ],
        },
        resolve: { alias: { vue: 'vue/dist/vue.esm-browser.js' } }, // the one that compiles templates
        test: {
          name: 'browser',
          include: ['**/test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/failingServer.ts', 'test/browser/ohttp/partiesServer.ts'],
          exclude: ['test/browser/pages/**', '**/node_modules/**'],
          maxWorkers, // as the others of its group; each browser has one page at a time, which has the focus
          testTimeout: 60_000,
          browser: {
            enabled: true,
            fileParallelism: false,
            headless: true,
            ui: false,
            screenshotFailures: false,
            instances,
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'kills',
          include: ['test/faults/kills/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 }, // it kills whole browsers, and servers under load
        },
      },
      {
        extends: true,
        // Tabs of real browsers, driven from here; a browser's own tests cannot close or hide the page they run in.
        test: {
          name: 'engines',
          include: ['test/browser/pages/**/*.test.ts'],
          maxWorkers: 2, // they mostly wait for the browsers
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Attacks on real processes: the built collector, nginx and Chromium.
        test: {
          name: 'adversary',
          include: ['test/adversary/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Prometheus and its tool, on the real built collector.
        test: {
          name: 'exports',
          include: ['test/exports/**/*.test.ts'],
          maxWorkers: 2, // they mostly wait for scrapes
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // A PostgreSQL server of their own, which some of them kill.
        test: {
          name: 'postgres',
          include: ['packages/*/test/postgres/**/*.test.ts'],
          globalSetup: ['packages/collector/test/postgres/server.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The packed collector in Deno and Bun, which the first run installs.
        test: {
          name: 'runtimes',
          include: ['test/runtimes/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The packed packages in Next, React 18 and Jest, which each test installs.
        test: {
          name: 'stacks',
          include: ['test/stacks/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 120_000, // what is deleted afterwards has hundreds of megabytes
          expect: { poll: { timeout: 60_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The files of examples/deploy and the commands of docs/operate.md, with nginx, Caddy, sqlite3 and PostgreSQL.
        test: {
          name: 'deploy',
          include: ['test/deploy/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // Workers in workerd, with D1; some kill it.
        test: {
          name: 'workers',
          include: ['packages/*/test/workers/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The main job alone: the browser test that `npm test` runs.
        test: {
          name: 'mainJob',
          include: ['test/e2e/mainJob.test.ts'],
          maxWorkers,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/mainJob.test.ts'],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 }, // after the others: its browsers are killed, and wait for pages
        },
      },
    ],
  },
});
