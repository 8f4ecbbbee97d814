import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { browserBundles } from './browserBundles.js';
import { root } from './steps.js';

/** Bytes, minified and gzipped, of what the README's first snippet imports. */
export interface Sizes {
  /** Everything, rxjs and idb-keyval included. */
  readonly all: number;
  /** The same for an app that ships rxjs anyway. */
  readonly withoutRxjs: number;
}

// The error classifier takes 1.8 KiB of both. To come down to 17 and 11 KiB again.
export const sizeLimits: Sizes = { all: 20.75 * 1024, withoutRxjs: 14.65 * 1024 };

const readmeSnippet = "export { startTurntally, storedConsent } from 'turntally';";

const allowedPackages: readonly string[] = ['rxjs', 'tslib', 'idb-keyval'];

/** Measures the built package: dist must be there. @throws Error when the client pulls in a package it must not, like zod. */
export async function measureSizes(): Promise<Sizes> {
  const [all, withoutRxjs] = await Promise.all([bundledSize([]), bundledSize(['rxjs', 'rxjs/*'])]);
  return { all, withoutRxjs };
}

/** The most that an adapter may add to an app that ships turntally. */
export const adapterLimit = 1536;

const translators = {
  'ai-sdk': 'aiSdk',
  'ag-ui': 'agUi',
  acp: 'acp',
  'claude-agent': 'claudeAgent',
  wire: 'wire',
  openai: 'openAi',
  'openai-agents': 'openAiAgents',
  anthropic: 'anthropic',
  'google-genai': 'googleGenAi',
  pi: 'pi',
  langgraph: 'langGraph',
  opencode: 'opencode',
  mastra: 'mastra',
} as const;
type Adapter = keyof typeof translators;
const attaching: { readonly [name: string]: Adapter } = {
  tapChatTransport: 'ai-sdk',
  tapStream: 'ai-sdk',
  tapTransform: 'ai-sdk',
  aiSdkTelemetry: 'ai-sdk',
  tapIterable: 'ai-sdk',
  agUiSubscriber: 'ag-ui',
  copilotKit: 'ag-ui',
  tanStackAi: 'ag-ui',
  tapConnection: 'ag-ui',
  tapChunks: 'ag-ui',
  tapAcpStream: 'acp',
  tapQuery: 'claude-agent',
  countModelCalls: 'openai',
  tapModelStream: 'openai',
  piSubscriber: 'pi',
  tapAgentRun: 'openai-agents',
  tapRun: 'langgraph',
  tapAgentServer: 'langgraph',
  tapAgentStream: 'mastra',
};

type Bytes = { readonly [name: string]: number };

/** Bytes, minified and gzipped, that the translator of each adapter adds to an app that ships turntally and rxjs. */
export const measureAdapters = async (): Promise<Bytes> => {
  const { withoutRxjs } = await measureSizes();
  return ofEach(async (name) => (await adapterSize(name, '', withTurntally)) - withoutRxjs);
};

const ofEach = async (measure: (name: Adapter) => Promise<number>): Promise<Bytes> => {
  const names = Object.keys(translators) as Adapter[];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await measure(name)] as const)));
};

/** What each way to attach one adds to it. */
export async function measureAttaching(): Promise<Bytes> {
  const sizes = Object.entries(attaching).map(async ([name, adapter]) => {
    const [both, alone] = await Promise.all([adapterSize(adapter, attachedBy(name, adapter)), adapterSize(adapter)]);
    return [name, both - alone] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

const withTurntally = readmeSnippet;
const attachedBy = (name: string, adapter: Adapter): string =>
  `export { ${name} } from 'turntally/adapters/${adapter}';`;

const adapterSize = (name: Adapter, after = '', before = ''): Promise<number> =>
  bundledSize(
    ['rxjs', 'rxjs/*'],
    `${before}export { ${translators[name]} } from 'turntally/adapters/${name}';${after}`,
  );

/** @throws Error when an adapter is over its limit. */
export async function checkAdapterSizes(): Promise<string> {
  const [added, attached] = await Promise.all([measureAdapters(), measureAttaching()]);
  const listed = (sizes: Bytes): string =>
    Object.entries(sizes)
      .map(([name, bytes]) => `${name} ${bytes}`)
      .join(', ');
  const report = `beside turntally, of ${adapterLimit} each: ${listed(added)}; attaching adds: ${listed(attached)}`;
  if (Object.values(added).some((bytes) => bytes > adapterLimit)) throw new Error(`over the limit: ${report}`);
  return report;
}

/** The most that `turntally/ohttp` may add to an app that ships turntally, HPKE included. */
export const ohttpLimit = 8 * 1024;

/** Bytes, minified and gzipped, that `turntally/ohttp` adds to an app that ships turntally and rxjs. */
export async function measureOhttp(): Promise<number> {
  const contents = `${withTurntally}export { obliviousFetch } from 'turntally/ohttp';`;
  const [both, { withoutRxjs }] = await Promise.all([
    bundledSize(['rxjs', 'rxjs/*'], contents, ['hpke']),
    measureSizes(),
  ]);
  return both - withoutRxjs;
}

/** @throws Error when it is over its limit. */
export async function checkOhttpSize(): Promise<string> {
  const bytes = await measureOhttp();
  const report = `Oblivious HTTP beside turntally: ${bytes} of ${ohttpLimit}`;
  if (bytes > ohttpLimit) throw new Error(`over the limit: ${report}`);
  return report;
}

/** What each element may take, for an app that ships lit anyway; and what the English words of all of them may. */
export const elementLimits = { consent: 5.5 * 1024, inspector: 6.8 * 1024, words: 4 * 1024 };
/** What each entry takes, lit and words included; `all` is the entry with both elements. */
export const entryLimits = { consentEntry: 13 * 1024, inspectorEntry: 15.3 * 1024, all: 20_000 };
/** What the components for React add to the elements. */
export const reactLimit = 1024;

const elements = {
  consent: ['consent/TurntallyConsent', 'TurntallyConsent'],
  inspector: ['inspector/TurntallyInspector', 'TurntallyInspector'],
  words: ['strings/en/index', 'en'],
} as const satisfies { readonly [Name in keyof typeof elementLimits]: readonly [file: string, name: string] };
const elementEntries = {
  consentEntry: '@turntally/ui/consent',
  inspectorEntry: '@turntally/ui/inspector',
  all: '@turntally/ui',
} as const satisfies { readonly [Name in keyof typeof entryLimits]: string };
const lit: readonly string[] = ['lit', 'lit-element', 'lit-html', '@lit/reactive-element'];

/**
 * Bytes of each element without lit and words, of the words, of each entry with both, and of the components for React, minified
 * and gzipped. Their app ships rxjs.
 */
export async function measureElements(): Promise<{ readonly [name: string]: number }> {
  const sizes = Object.entries(elements).map(async ([name, [file, element]]) => {
    const contents = `export { ${element} } from './packages/ui/dist/${file}.js';`;
    return [name, await bundledSize(['rxjs', 'lit', '../strings/en/*'], contents)] as const;
  });
  const entries = Object.entries(elementEntries).map(async ([name, entry]) => {
    return [name, await bundledSize(['rxjs'], `import '${entry}';`, lit)] as const;
  });
  const react = bundledSize(
    ['react', '../consent/index.js', '../inspector/index.js'],
    "export * from '@turntally/ui/react';",
  );
  return { ...Object.fromEntries(await Promise.all([...sizes, ...entries])), react: await react };
}

/** @throws Error when an element is over its limit. */
export async function checkElementSizes(): Promise<string> {
  const limits: { readonly [name: string]: number } = { ...elementLimits, ...entryLimits, react: reactLimit };
  const sizes = Object.entries(await measureElements());
  const listed = sizes.map(([name, bytes]) => `${name} ${bytes} of ${limits[name]}`);
  const report = `elements without lit, entries with it: ${listed.join(', ')}`;
  if (sizes.some(([name, bytes]) => bytes > (limits[name] ?? 0))) throw new Error(`over the limit: ${report}`);
  return report;
}

/** What the bundles for pages without a bundler may take, each with rxjs: all of the client, and both elements with lit. */
export const bundleLimits = { client: 22 * 1024, elements: 28 * 1024 };

/** Bytes, gzipped, of the bundles that were built. */
export const measureBundles = (): { readonly [Name in keyof typeof bundleLimits]: number } => {
  const sizeOf = (file: string): number => gzipSync(readFileSync(join(root, file)), { level: 9 }).length;
  return { client: sizeOf(browserBundles.client.file), elements: sizeOf(browserBundles.elements.file) };
};

/** @throws Error when a bundle is over its limit. */
export async function checkBundleSizes(): Promise<string> {
  const { client, elements } = measureBundles();
  const report = `bundled client ${client} of ${bundleLimits.client}, elements ${elements} of ${bundleLimits.elements}`;
  if (client > bundleLimits.client || elements > bundleLimits.elements) throw new Error(`over the limit: ${report}`);
  return report;
}

async function bundledSize(
  external: string[],
  contents = readmeSnippet,
  alsoAllowed: readonly string[] = [],
): Promise<number> {
  const { bytes, packages } = await bundleOf(contents, root, external);
  const allowed = [...allowedPackages, ...alsoAllowed];
  const unwanted = packages.filter((name) => !allowed.includes(name));
  if (unwanted.length > 0) throw new Error(`the client bundle must not contain ${unwanted.join(', ')}`);
  return bytes;
}

/** As a browser app ships it. */
export const asShipped = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'silent', // errors are thrown, with their text
} as const satisfies BuildOptions;

/** Bytes that a browser app ships for `contents`, minified and gzipped, and the packages among them; found from `folder`. */
export async function bundleOf(contents: string, folder: string, external: string[] = []) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    absWorkingDir: folder,
    ...asShipped,
    metafile: true,
    external,
  });
  const shipped = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = new Set(shipped.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const bytes = outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  return { bytes, packages: [...packages] };
}

/** @throws Error when a bundle is over its limit. */
export async function checkSizes(limits: Sizes = sizeLimits): Promise<string> {
  const sizes = await measureSizes();
  const report =
    `${sizes.all} of ${limits.all} bytes min+gzip with everything, ` +
    `${sizes.withoutRxjs} of ${limits.withoutRxjs} without rxjs`;
  if (sizes.all > limits.all || sizes.withoutRxjs > limits.withoutRxjs) throw new Error(`over the limit: ${report}`);
  return report;
}
