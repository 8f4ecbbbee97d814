import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsOf, newApp, root } from './guideApp.js';
import { given } from './snippets/given.js';

/** Every block of TypeScript of the documents, but of the guide, whose blocks are the files of one app (`guide.test.ts`). */
const shown = ['README.md', 'docs/adapters.md', 'docs/stats.md', 'docs/ui.md'].flatMap((file) =>
  readFileSync(join(root, file), 'utf8')
    .split(/^#+ /m)
    .flatMap((part) =>
      [...part.matchAll(/^```(ts|tsx)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
        place: `${file}: ${part.slice(0, part.indexOf('\n'))}`,
        language,
        code,
      })),
    ),
);

/** What `./telemetry` is in the app of a reader. */
const telemetry = `import type { StoredConsent } from 'turntally';
export declare const consent: StoredConsent, endpoint: string;`;

test('every block of TypeScript of the documents compiles', async () => {
  expect(shown.map(({ place }) => place)).toEqual(given.map(([place]) => place));
  const folder = newApp(
    'ai',
    '@ag-ui/client',
    '@agentclientprotocol/sdk',
    '@hono/node-server',
    '@types/node',
    'react',
    '@types/react',
  );
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/telemetry.ts'), telemetry);
  shown.forEach(({ place, language, code }, at) => {
    // What would stand in a function stands in a module here, and what is said not to compile must not.
    const module = code
      .replace(/^return /gm, 'export default ')
      .replace(/^.*\/\/ type error/gm, '// @ts-expect-error\n$&');
    const lines = [`// ${place}`, "import type { StoredConsent, Telemetry } from 'turntally';", given[at]?.[1], module];
    writeFileSync(join(folder, `src/block${at}.${language}`), lines.join('\n'));
  });
  const options = { jsx: 'react-jsx', types: ['vite/client', 'node'], noUnusedLocals: false };
  expect(await complaintsOf(folder, options)).toBe('');
});
