import type { SignalToken } from '../signals.js';
import { entriesOf } from './counters.js';
import type { Tally } from './ledger.js';

/** The exact JSON body that is posted for a batch. `tokenAt` counts on the order of its counters. */
export function payloadBody({ release, counters }: Tally): string {
  return JSON.stringify({
    version: release.version,
    os: release.os,
    counters: entriesOf(counters).map(([token, count]) => {
      const [signal, bucket] = token.split('/');
      return { signal, bucket, count };
    }),
  });
}

const pointerPattern = /^#?\/counters\/(0|[1-9]\d*)(?:\/|$)/;

/** The token of the counter that a JSON pointer into the body points to, such as `/counters/3/count`. */
export function tokenAt({ counters }: Tally, pointer: unknown): SignalToken | undefined {
  const index = typeof pointer === 'string' ? pointerPattern.exec(pointer)?.[1] : undefined;
  return index ? entriesOf(counters)[Number(index)]?.[0] : undefined;
}
