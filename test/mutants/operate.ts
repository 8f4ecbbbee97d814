import type { MutantGroup } from './Mutant.js';

const collector = (name: string): string => `packages/collector/test/${name}.test.ts`;

/** What operators are promised: see docs/operate.md. */
export const operate: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/observeStore.ts',
    tests: [collector('observeStore')],
    mutants: [
      {
        name: 'says nothing of a store that fails',
        search: '?? printFailures(now, app)',
        replacement: '?? (() => {})',
      },
      {
        name: 'prints every failure',
        search: '|| Math.abs(now() - printedAt) < pauseMs',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/prepareFile.ts',
    tests: [collector('prepareFile')],
    mutants: [
      { name: 'lets others read its file', search: "'wx', 0o600", replacement: "'wx', 0o644" },
      {
        name: 'opens a pipe',
        search: '  if (!found.isFile()) throw',
        replacement: '  if (false) throw',
      },
    ],
  },
  {
    file: 'packages/collector/src/migrate.ts',
    tests: [collector('migrate')],
    mutants: [
      {
        name: 'adds its tables to a database of another program',
        search: "version === 0 ? names.length === 0 || names.includes('batches')",
        replacement: 'version === 0 ? true',
      },
    ],
  },
  {
    file: 'packages/collector/src/checkFileUrl.ts',
    tests: [collector('sqliteStore')],
    mutants: [{ name: 'creates the file of a URL with parameters', search: '[^?#]+$/', replacement: '.+$/' }],
  },
  {
    file: 'packages/cli/src/collect/openStore.ts',
    tests: ['packages/cli/test/openStore.test.ts'],
    mutants: [
      {
        name: 'connects without TLS when the mode is misspelled',
        search: 'if (!sslModes.includes(mode))',
        replacement: 'if (mode === undefined)',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/logRefusals.ts',
    tests: ['packages/cli/test/logRefusals.test.ts'],
    mutants: [
      {
        name: 'keeps the last refusals to itself',
        search: '      clearTimeout(timer);\n      flush();',
        replacement: '      clearTimeout(timer);',
      },
    ],
  },
  {
    file: 'packages/collector/src/cookie.ts',
    tests: ['packages/collector/test/access.test.ts'],
    mutants: [
      {
        name: 'names the cookie for port 80 behind a proxy with TLS',
        search: "url.port || (isSecure ? '443' : '80')",
        replacement: "url.port || '80'",
      },
    ],
  },
];
