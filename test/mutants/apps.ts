import type { MutantGroup } from './Mutant.js';

const collectorTest = (name: string): string => `packages/collector/test/${name}.test.ts`;
const cliTest = (name: string): string => `packages/cli/test/${name}.test.ts`;

const serving = [collectorTest('apps/createAppsCollector')];

/** Several apps in one collector: their counts, their addresses and their databases. */
export const appMutants: readonly MutantGroup[] = [
  {
    file: 'packages/collector/src/apps/createAppsCollector.ts',
    tests: serving,
    mutants: [
      {
        name: 'serves a page at an address where its links lead elsewhere',
        search: 'rest.length === 0 && (request',
        replacement: 'false && (request',
      },
      {
        name: 'answers a post to an app without a path as if there were none',
        search: "rest.length === 0 && (request.method === 'GET' || request.method === 'HEAD')",
        replacement: 'rest.length === 0',
      },
      {
        name: 'is healthy while one app fails',
        search: 'Promise.all(all.map((collector) => collector.checkHealth()))',
        replacement: 'Promise.any(all.map((collector) => collector.checkHealth()))',
      },
      {
        name: 'ends the maintenance of all apps with the first error',
        search: 'await collector.maintain().catch((error) => errors.push(error));',
        replacement: 'await collector.maintain();',
      },
      {
        name: 'hides that the maintenance of an app failed',
        search: 'if (errors.length > 0) throw errors[0];',
        replacement: '',
      },
      {
        name: "drops the Worker's context",
        search: 'collector.fetch(request, env, context)',
        replacement: 'collector.fetch(request, env)',
      },
    ],
  },
  {
    file: 'packages/collector/src/apps/outsideOfApps.ts',
    tests: serving,
    mutants: [
      {
        name: 'shows the list of apps to everyone',
        search: 'exchangeToken(access), requireAccess(access), (c)',
        replacement: 'exchangeToken(access), (c)',
      },
      {
        name: 'takes no token at the list',
        search: 'refuseCrossSite(access), exchangeToken(access),',
        replacement: 'refuseCrossSite(access),',
      },
      {
        name: 'shows the list to pages of other sites',
        search: "app.get('/', refuseCrossSite(access), ",
        replacement: "app.get('/', ",
      },
      {
        name: 'drops the query on the way to the page',
        search: `\${new URL(c.req.url).search}`,
        replacement: '',
      },
      {
        name: 'redirects past the path of a proxy',
        search: `c.redirect(\`\${name}/`,
        replacement: `c.redirect(\`/\${name}/`,
      },
      {
        name: 'hides from apps that they post to a wrong address',
        search: '  app.use(crossOrigin(cors));\n',
        replacement: '',
      },
    ],
  },
  {
    file: 'packages/collector/src/apps/parseOptions.ts',
    tests: [collectorTest('apps/options')],
    mutants: [
      { name: 'mixes two apps in one store', search: '  checkStores([first, ...others]);\n', replacement: '' },
      { name: 'takes any name', search: "  checkAppName(app, 'apps');\n", replacement: '' },
      {
        name: 'does not say whose option is wrong',
        search: `new OptionError(\`apps.\${app}.\${error.option}\`, error.reason)`,
        replacement: 'error',
      },
    ],
  },
  {
    file: 'packages/collector/src/collectorOf.ts',
    tests: serving,
    mutants: [
      {
        name: 'looks for the addresses of an app without its name',
        search: 'config.app === undefined ? {} : { getPath: pathWithin(config.app) }',
        replacement: '{}',
      },
      {
        name: 'does not name the app whose store fails',
        search: 'config.onStoreStatus, config.app)',
        replacement: 'config.onStoreStatus)',
      },
    ],
  },
  {
    file: 'packages/collector/src/stats/routes.ts',
    tests: serving,
    mutants: [
      {
        name: 'says that an app posts to a path without its name',
        search: `path: name === undefined ? path : \`/\${name}\${path}\``,
        replacement: 'path',
      },
    ],
  },
  {
    file: 'packages/collector/src/ohttp/parseOptions.ts',
    tests: [collectorTest('ohttp/gateway')],
    mutants: [
      {
        name: 'takes encrypted posts for the first app only',
        search: "typeof metricsPath === 'string' ? [metricsPath] : metricsPath",
        replacement: '[metricsPath].flat().slice(0, 1)',
      },
    ],
  },
  {
    file: 'packages/cli/src/databaseOfApp.ts',
    tests: [cliTest('databaseOfApp')],
    mutants: [
      {
        name: 'derives one schema for two apps',
        search: "app.replaceAll('-', '_')",
        replacement: "app.replaceAll('-', '')",
      },
      {
        name: 'writes outside of the folder of --db',
        search: '  checkApp(app);\n  if (!/^file',
        replacement: '  if (!/^file',
      },
      {
        name: 'takes a dot of the folder for that of the file',
        search: 'dotAt > nameAt ? dotAt',
        replacement: 'dotAt > 0 ? dotAt',
      },
    ],
  },
  {
    file: 'packages/cli/src/collect/valuesByApp.ts',
    tests: [cliTest('valuesByApp')],
    mutants: [
      {
        name: 'gives an app what is for all beside its own',
        search: 'of(app).length > 0 ? of(app) : of(undefined)',
        replacement: '[...of(app), ...of(undefined)]',
      },
      { name: 'takes an app that is not there', search: 'if (apps.includes(app)) return', replacement: 'return' },
      { name: 'takes a path for an app', search: 'apps.length > 0 ? ofOneApp', replacement: 'true ? ofOneApp' },
    ],
  },
];
