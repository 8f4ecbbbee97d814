import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root, run } from './support.js';

const document = readFileSync(join(root, 'docs/operate.md'), 'utf8');

/** The block of docs/operate.md under a heading that contains a text. */
export function documented(heading: string, text: string, language = 'sh'): string {
  const section = document.split(/^##+ /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/```(\w+)\n(.*?)```/gs)].filter(([, of]) => of === language);
  const found = blocks.map(([, , block = '']) => block).filter((block) => block.includes(text));
  expect(found, `${heading}: ${text}`).toHaveLength(1);
  return found[0] ?? '';
}

/** Runs a documented command, with paths of this test in the place of others. */
export async function shell(script: string, replacements: Readonly<Record<string, string>>, path = ''): Promise<void> {
  const local = Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), script);
  await run('sh', ['-ec', local], { env: { ...process.env, PATH: `${path}:${process.env.PATH}` } });
}
