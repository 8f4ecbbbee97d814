import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsOf, newApp } from './guideApp.js';
import { given } from './snippets/given.js';
import { shown } from './snippets/shown.js';

/** What `./telemetry` is in the app of a reader. */
const telemetry = `import type { StoredConsent, Telemetry } from 'turntally';
export declare const consent: StoredConsent, telemetry: Telemetry, endpoint: string;`;

test('every block of TypeScript of the documents compiles', async () => {
  const folder = newApp(
    'ai',
    'ai7',
    'openai',
    '@openai/agents',
    '@anthropic-ai/sdk',
    '@google/genai',
    '@earendil-works/pi-agent-core',
    '@opencode-ai/sdk',
    '@langchain/langgraph-sdk',
    'langchain',
    '@tanstack/ai',
    '@tanstack/ai-client',
    '@copilotkit/core',
    '@ag-ui/client',
    '@agentclientprotocol/sdk',
    '@hono/node-server',
    '@types/node',
    'react',
    '@types/react',
    'pg',
    '@types/pg',
    'vitest',
  );
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/telemetry.ts'), telemetry);
  const used = new Map<string, number>();
  shown.forEach(({ place, language, code }, at) => {
    const nth = used.get(place) ?? 0;
    used.set(place, nth + 1);
    // Statements of a function are those of a module here, and a line that says so must not compile.
    const module = code
      .replace(/^return /gm, 'export default ')
      .replace(/^.*\/\/ type error/gm, '// @ts-expect-error\n$&');
    const imports = "import type { StoredConsent, Telemetry } from 'turntally';";
    const lines = [`// ${place}`, imports, given[place]?.[nth], module, 'export {};'];
    writeFileSync(join(folder, `src/block${at}.${language}`), lines.join('\n'));
  });
  const options = { jsx: 'react-jsx', types: ['vite/client', 'node'], noUnusedLocals: false };
  expect(await complaintsOf(folder, options)).toBe('');
});
