import { codeBlocksOf, documents, read } from '../markdown.js';

/** Under it are the files of one app (`translator.test.ts`). */
const ownTranslator = 'docs/adapters.md: A translator of your own';

/**
 * Every block of TypeScript of the documents, except the guide's and those of a translator: their blocks are the files of one
 * app each (`guide.test.ts`, `translator.test.ts`).
 */
export const shown = documents
  .filter((document) => document !== 'docs/getting-started.md')
  .flatMap((document) =>
    codeBlocksOf(read(document))
      .filter(({ language }) => language === 'ts' || language === 'tsx')
      .map(({ heading, ...block }) => ({ ...block, place: `${document}: ${heading}` })),
  )
  .filter(({ place }) => place !== ownTranslator);
