import { defineConfig } from 'vitest/config';
import { instances } from './test/browser/instances.js';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/cli/**', 'test/e2e/**', 'test/faults/**'],
          testTimeout: 60_000, // only what hangs: properties take a while on a busy machine
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        // Apart, because each test starts processes: too slow for the quick gate.
        test: { name: 'cli', include: ['test/cli/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        // Apart for the same reason: each runs whole lives of the client, many times over.
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          exclude: ['test/faults/death/**'],
          testTimeout: 300_000,
        },
      },
      {
        // Found while a test runs, a dependency would reload the page under it.
        optimizeDeps: {
          include: [
            'axe-core',
            'fast-check',
            'idb-keyval',
            'lit',
            'react',
            'react-dom/client',
            'rxjs',
            'rxjs/testing',
            'vue',
            'zod/mini',
          ],
        },
        resolve: { alias: { vue: 'vue/dist/vue.esm-browser.js' } }, // the one that compiles templates
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: ['test/browser/pages/**'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            ui: false,
            screenshotFailures: false,
            instances,
          },
        },
      },
      {
        test: {
          name: 'death',
          include: ['test/faults/death/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 }, // it kills whole browsers, and servers under load
        },
      },
      {
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
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 }, // last and alone: it kills browsers and measures time
        },
      },
    ],
  },
});
