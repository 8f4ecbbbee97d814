import type { MutantGroup } from './Mutant.js';

const unit = 'packages/collector/test/cloudflareWorkers.test.ts';

export const workers: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/isCloudflareWorkers.ts',
    tests: [unit],
    mutants: [
      {
        name: 'takes a Worker for a process that lives',
        search: "=== 'Cloudflare-Workers'",
        replacement: "=== 'Node.js'",
      },
    ],
  },
  {
    file: 'packages/collector/src/keyedQueue.ts',
    tests: [unit],
    mutants: [
      {
        name: 'waits for the post of another request',
        search: '  if (isCloudflareWorkers()) return (_, work) => work();\n',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/maintenance.ts',
    tests: [unit],
    mutants: [
      {
        name: 'waits for the maintenance of another request',
        search: '    if (isCloudflareWorkers()) return work(utcDate(now()));\n',
        replacement: '',
        testName: 'does not wait',
      },
      {
        name: 'starts the maintenance after every post',
        search: ' || isRecent(startedAt)',
        replacement: '',
        testName: 'keeps the Worker alive',
      },
    ],
  },
  {
    file: 'packages/collector/src/createCollector.ts',
    tests: [unit],
    mutants: [
      {
        name: 'compresses what Cloudflare compresses',
        search: 'isCloudflareWorkers() ? passOn : compress()',
        replacement: 'compress()',
        testName: 'compressed',
      },
    ],
  },
];
