import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const guide = readFileSync(new URL('../../docs/getting-started.md', import.meta.url), 'utf8');

export interface GuideFile {
  readonly path: string;
  readonly code: string;
  /** The heading above it in the guide. */
  readonly section: string;
}

/** The files that readers of the guide write: each block of code below the name of a file. */
export const guideFiles: readonly GuideFile[] = guide.split(/^## /m).flatMap((part) => {
  const section = part.slice(0, part.indexOf('\n'));
  return [...part.matchAll(/^`([\w./-]+)`\n\n```ts\n([^`]*(?:`[^`]+`[^`]*)*?)```$/gm)].map(
    ([, path = '', code = '']) => ({
      path,
      code,
      section,
    }),
  );
});

/** The blocks of code that are not files but lines to add to one. */
export const guideLines: readonly string[] = [...guide.matchAll(/[^`]\n\n```ts\n([^`]*)```$/gm)].map(
  ([, code = '']) => code,
);

/** Writes the files that readers have after they followed the guide up to a section and including it. */
export function follow(folder: string, upTo: string): void {
  const last = guideFiles.map(({ section }) => section.startsWith(upTo)).lastIndexOf(true);
  if (last < 0) throw new Error(`the guide has no files under "${upTo}"`);
  for (const { path, code } of guideFiles.slice(0, last + 1)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
}
