import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './steps.js';

/** Bytes, minified and gzipped. */
export interface Sizes {
  /** Everything a browser app ships for `import { startTurntally } from 'turntally'`. */
  readonly all: number;
  /** The same for an app that ships rxjs anyway. */
  readonly withoutRxjs: number;
}

export const sizeLimits: Sizes = { all: 15 * 1024, withoutRxjs: 9 * 1024 };

/** What is aimed at; the limit above it only keeps it from growing, and is to come down to this. */
export const sizeTargets: Sizes = { all: 15 * 1024, withoutRxjs: 7.5 * 1024 };

const allowedPackages: readonly string[] = ['rxjs', 'tslib', 'idb-keyval'];

/** Measures the built package: dist must be there. @throws Error when the client pulls in a package it must not, like zod. */
export async function measureSizes(): Promise<Sizes> {
  const [all, withoutRxjs] = await Promise.all([bundledSize([]), bundledSize(['rxjs', 'rxjs/*'])]);
  return { all, withoutRxjs };
}

/** What each adapter may add, beside what all of them share. */
export const adapterLimit = 1024;
/** What any number of adapters share: reducing errors and usage to what may be told of them. */
export const adaptersShareLimit = 900;

const translators = { 'ai-sdk': 'aiSdk', 'ag-ui': 'agUi', acp: 'acp', wire: 'wire' } as const;
const shared = './errorFacts.js';

/** Bytes of each adapter's translator, minified and gzipped, and of what they share. Their host ships rxjs. */
export async function measureAdapters(): Promise<{ readonly [name: string]: number }> {
  const sizes = Object.entries(translators).map(async ([name, translator]) => {
    const contents = `export { ${translator} } from 'turntally/adapters/${name}';`;
    return [name, await bundledSize(['rxjs', shared], contents)] as const;
  });
  const share = bundledSize([], `export * from './dist/adapters/${shared}';`);
  return { ...Object.fromEntries(await Promise.all(sizes)), shared: await share };
}

/** @throws Error when an adapter is over its limit. */
export async function checkAdapterSizes(): Promise<string> {
  const sizes = Object.entries(await measureAdapters());
  const report = `adapters, of ${adapterLimit} each: ${sizes.map(([name, bytes]) => `${name} ${bytes}`).join(', ')} of ${adaptersShareLimit}`;
  const isOver = sizes.some(([name, bytes]) => bytes > (name === 'shared' ? adaptersShareLimit : adapterLimit));
  if (isOver) throw new Error(`over the limit: ${report}`);
  return report;
}

async function bundledSize(
  external: string[],
  contents = "export { startTurntally } from 'turntally';",
): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    external,
    logLevel: 'silent', // errors are thrown, with their text
  });
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = new Set(shipped.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]));
  const unwanted = [...packages].filter((name) => name !== undefined && !allowedPackages.includes(name));
  if (unwanted.length > 0) throw new Error(`the client bundle must not contain ${unwanted.join(', ')}`);
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}

/** @throws Error when a bundle is over its limit. */
export async function checkSizes(limits: Sizes = sizeLimits): Promise<string> {
  const sizes = await measureSizes();
  const report =
    `${sizes.all} of ${limits.all} bytes min+gzip with everything, ` +
    `${sizes.withoutRxjs} of ${limits.withoutRxjs} without rxjs${missed(sizes)}`;
  if (sizes.all > limits.all || sizes.withoutRxjs > limits.withoutRxjs) throw new Error(`over the limit: ${report}`);
  return report;
}

const missed = ({ withoutRxjs }: Sizes): string =>
  withoutRxjs > sizeTargets.withoutRxjs ? ` (TARGET MISSED: ${sizeTargets.withoutRxjs})` : '';
