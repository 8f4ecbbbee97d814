import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const notOurs = /(^|\/)(node_modules|dist|\.git|\.data)(\/|$)/;

/** Paths, from the root, of the files whose names match. */
export const filesNamed = (name: RegExp): readonly string[] =>
  readdirSync(root, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() && !notOurs.test(entry.name)
        ? readdirSync(join(root, entry.name), { recursive: true }).map((path) => `${entry.name}/${path}`)
        : [entry.name],
    )
    .filter((path) => name.test(path) && !notOurs.test(path));

/** Paths, from the root, of all documents. */
export const documents = filesNamed(/\.md$/);

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** A document without its blocks of code. */
export const withoutCode = (markdown: string): string => markdown.replaceAll(/^(```+)[^`].*?^\1$/gms, '');

export interface CodeBlock {
  /** The text of the heading above it. */
  readonly heading: string;
  readonly language: string;
  readonly code: string;
}

export const codeBlocksOf = (markdown: string): readonly CodeBlock[] =>
  markdown.split(/^#+ /m).flatMap((part) =>
    [...part.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
      heading: part.slice(0, part.indexOf('\n')),
      language,
      code,
    })),
  );

/** The anchors that GitHub makes of the headings; a repeated one gets a number. */
export function anchorsOf(markdown: string): readonly string[] {
  const times = new Map<string, number>();
  return [...withoutCode(markdown).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => {
    const anchor = title
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    return before ? `${anchor}-${before}` : anchor;
  });
}
