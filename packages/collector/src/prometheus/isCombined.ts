import { type Total, tooFew } from '../CollectorStore.js';

/** Whether a total is one of combined rows, which do not name their release, system or bucket. */
export function isCombined({ version, os, bucket }: Total): boolean {
  return version === tooFew || os === tooFew || bucket === tooFew;
}
