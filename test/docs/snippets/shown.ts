import { codeBlocksOf, documents, read } from '../markdown.js';

/** Every block of TypeScript of the documents, except the guide's: its blocks are the files of one app (`guide.test.ts`). */
export const shown = documents
  .filter((document) => document !== 'docs/getting-started.md')
  .flatMap((document) =>
    codeBlocksOf(read(document))
      .filter(({ language }) => language === 'ts' || language === 'tsx')
      .map(({ heading, ...block }) => ({ ...block, place: `${document}: ${heading}` })),
  );
