import type { Counters, Ledger, Tally } from '../../../src/index.js';
import { fold, lostIn } from '../../../src/reducers/ledger.js';
import { parseLedger } from '../../../src/reducers/parseLedger.js';
import { addTo, keptIn } from '../../support/world.js';

export type Contents = ReadonlyMap<string, unknown>;

/** One transaction's work. Undefined contents: there is no database. */
interface Commit {
  readonly contents: Contents | undefined;
  /** On the disk, and with it all before it; the rest is lost when the power goes. */
  readonly synced: boolean;
  /** Counts that it brought in. */
  readonly saved: Counters;
  /** Counts that it dropped because the consent they were counted under is over. */
  readonly erased: Counters;
  /** Counts that had been given up, and whose record it dropped. */
  readonly forgotten: number;
}

/** What is stored, commit by commit: a second witness beside the database, told by what was put and deleted. */
export interface Disk {
  readonly contents: Contents | undefined;
  commit(contents: Contents, synced: boolean): void;
  /** Commits that a power cut takes. */
  readonly unsynced: number;
  /** Takes back the last `commits`. */
  lose(commits: number): void;
  readonly saved: Counters;
  readonly erased: Counters;
  readonly forgotten: number;
  /** Every count that was ever erased, power cuts notwithstanding. */
  readonly everErased: Counters;
}

export function disk(): Disk {
  let commits: Commit[] = [];
  const everErased: Counters = {};
  const summed = (part: 'saved' | 'erased'): Counters => {
    const sum: Counters = {};
    for (const each of commits) addTo(sum, each[part]);
    return sum;
  };
  return {
    get contents() {
      return commits.at(-1)?.contents;
    },
    commit(contents, synced) {
      const before = commits.at(-1)?.contents;
      const commit = { contents, synced, ...difference(before, contents) };
      commits.push(commit);
      addTo(everErased, commit.erased);
    },
    everErased,
    get unsynced() {
      return commits.length - 1 - commits.findLastIndex(({ synced }) => synced);
    },
    lose(count) {
      commits = commits.slice(0, commits.length - count);
    },
    get saved() {
      return summed('saved');
    },
    get erased() {
      return summed('erased');
    },
    get forgotten() {
      return commits.reduce((sum, { forgotten }) => sum + forgotten, 0);
    },
  };
}

function difference(before: Contents | undefined, after: Contents): Pick<Commit, 'saved' | 'erased' | 'forgotten'> {
  const saved: Counters = {};
  const erased: Counters = {};
  const { epoch, ledger } = ledgerIn(before);
  for (const [key, tally] of after) if (isTally(key) && !before?.has(key)) addTo(saved, (tally as Tally).counters);
  for (const [key, tally] of before ?? []) {
    // Those of another epoch were never to be folded.
    if (isTally(key) && !after.has(key) && !isOf(epoch, key)) addTo(erased, (tally as Tally).counters);
  }
  const ended = epoch !== '' && ledgerIn(after).epoch !== epoch;
  if (ended) addTo(erased, keptIn(ledger));
  return { saved, erased, forgotten: ended ? lostIn(ledger) : 0 };
}

const isTally = (key: string): boolean => key.startsWith('tally/');
const isOf = (epoch: string, key: string): boolean => key.startsWith(`tally/${epoch}/`);

/** The ledger that is stored, with the tallies of its epoch. */
export function ledgerIn(contents: Contents | undefined): { epoch: string; ledger: Ledger } {
  const snapshot = parseLedger(contents?.get('snapshot'));
  const { epoch } = snapshot;
  const tallies = [...(contents ?? [])].flatMap(([key, value]) => (isOf(epoch, key) ? [value as Tally] : []));
  return { epoch, ledger: fold(snapshot, tallies) };
}
