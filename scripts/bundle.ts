/** Bundles the client and the elements, each into one file for pages without a bundler. Needs what `tsc` built. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { browserBundles } from './browserBundles.js';
import { asShipped } from './size.js';
import { root } from './steps.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

await Promise.all(Object.values(browserBundles).map(bundle));

async function bundle({ entry, file }: { readonly entry: string; readonly file: string }): Promise<void> {
  const { outputFiles, metafile } = await build({
    ...asShipped,
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    charset: 'utf8',
    metafile: true,
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  const packages = [...folders].sort().map((folder) => ({ folder, ...manifestOf(folder) }));
  const names = packages.map(({ name, version, license }) => `${name} ${version} (${license})`);
  const { version } = manifestOf('.');
  const notice = `/*! turntally ${version} (MIT), with ${names.join(', ')}. Licenses: see the .txt file beside this one. */\n`;
  writeFileSync(join(root, file), notice + (outputFiles[0]?.text ?? ''));
  const licenses = packages.map(({ folder }, at) => `${names[at]}\n\n${licenseIn(folder)}`);
  writeFileSync(join(root, `${file}.licenses.txt`), licenses.join('\n\n'));
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function licenseIn(folder: string): string {
  const name = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
  if (name === undefined) throw new Error(`${dirname(folder)} has no license`);
  return readFileSync(join(root, folder, name), 'utf8').trim();
}
