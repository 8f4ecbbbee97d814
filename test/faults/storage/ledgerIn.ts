import type { Ledger, Tally } from '../../../src/index.js';
import { fold } from '../../../src/reducers/ledger.js';
import { parseLedger } from '../../../src/reducers/parseLedger.js';

/** The ledger that is stored, with the tallies of its epoch. */
export function ledgerIn(contents: ReadonlyMap<string, unknown> | undefined): { epoch: string; ledger: Ledger } {
  const snapshot = parseLedger(contents?.get('snapshot'));
  const { epoch } = snapshot;
  const tallies = [...(contents ?? [])].flatMap(([key, value]) =>
    key.startsWith(`tally/${epoch}/`) ? [value as Tally] : [],
  );
  return { epoch, ledger: fold(snapshot, tallies) };
}
