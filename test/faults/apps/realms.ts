import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import type * as rxjs from 'rxjs';
import type * as turntally from '../../../src/index.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The package as an app would bundle it, rxjs included, which is exported beside it. */
export async function bundle(format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: "export * as turntally from './src/index.ts'; export * as rxjs from 'rxjs';", resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format,
    globalName: 'bundled',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** All that an app might find in a page, a worker, a service worker, an Electron renderer, and not find elsewhere. */
export const browserGlobals = [
  'window',
  'self',
  'document',
  'navigator',
  'location',
  'indexedDB',
  'IDBKeyRange',
  'localStorage',
  'sessionStorage',
  'caches',
  'clients',
  'crypto',
  'fetch',
  'BroadcastChannel',
  'requestIdleCallback',
  'cancelIdleCallback',
  'addEventListener',
  'setTimeout',
  'setInterval',
  'process',
  'require',
  'postMessage',
] as const;

/** What JavaScript engines give beside the language, in any surroundings. */
export const everywhere = {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  queueMicrotask,
  URL,
  AbortController,
};

export type Bundled = { turntally: typeof turntally; rxjs: typeof rxjs };

/**
 * Runs the bundle in a realm of its own: with these globals, prototypes of its own, and nothing else.
 *
 * @param before is run there first, @param after when the bundle is loaded: what bundlers add to a program cannot bear everything.
 */
export function inRealm(code: string, globals: object, { before = '', after = '' } = {}): Bundled {
  const context = vm.createContext(globals);
  for (const script of [before, code, after]) vm.runInContext(script, context);
  return vm.runInContext('bundled', context);
}
