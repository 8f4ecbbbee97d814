/** Writes the measured sizes into the documents that state them: `<!-- size:name -->…<!-- /size -->`. Needs dist. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  measureAdapters,
  measureAttaching,
  measureBundles,
  measureElements,
  measureOhttp,
  measureSizes,
} from './size.js';
import { root } from './steps.js';

const documents = [
  'README.md',
  'docs/adapters.md',
  'docs/getting-started.md',
  'docs/ohttp.md',
  'docs/ui.md',
  'bench/README.md',
];

const { all, withoutRxjs } = await measureSizes();
const { all: elements = 0, ...others } = await measureElements();
const sizes: { readonly [name: string]: number } = {
  ...(await measureAdapters()),
  ...(await measureAttaching()),
  ...others,
  all,
  withoutRxjs,
  ohttp: await measureOhttp(),
  clientBundle: measureBundles().client,
  elementsBundle: measureBundles().elements,
};
for (const document of documents) {
  const path = join(root, document);
  const text = await readFile(path, 'utf8');
  const stated = text.replaceAll(/(<!-- size:([\w-]+) -->).*?(<!-- \/size -->)/g, (found, start, name, end) => {
    const bytes = name === 'all' && document === 'docs/ui.md' ? elements : sizes[name];
    return bytes === undefined ? found : `${start}${(bytes / 1024).toFixed(1)} KiB${end}`;
  });
  if (stated !== text) await writeFile(path, stated);
}
