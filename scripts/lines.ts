import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './steps.js';

export const lineLimit = 1500;

const notCore = /^(collector|cli|adapters|ui)[\\/]|^wire\.ts$/;

/** Lines of code: without comments, blank lines, imports and re-exports. */
export function codeLines(source: string): number {
  const code = source
    .replace(/^(import|export (type )?\{)[^;]*?from [^;]*;$/gm, '')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '').length;
}

/** The client core is what every host loads and a reviewer has to read. @throws Error when it reaches the limit. */
export async function checkLines(limit = lineLimit): Promise<string> {
  const src = join(root, 'src');
  const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.ts') && !notCore.test(file));
  const counts = await Promise.all(
    files.map(async (file) => ({ file, lines: codeLines(await readFile(join(src, file), 'utf8')) })),
  );
  const total = counts.reduce((sum, { lines }) => sum + lines, 0);
  if (total < limit) return `${total} lines of code in the client core, under ${limit}`;
  const longest = counts.sort((a, b) => b.lines - a.lines).map(({ file, lines }) => `${lines} ${file}`);
  throw new Error(`${total} lines of code in the client core, must be under ${limit}:\n${longest.join('\n')}`);
}
