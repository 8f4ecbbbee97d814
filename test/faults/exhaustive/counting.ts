import { type Bag, countsIn, one, sayBag, tallyOfBag } from './bags.js';
import { apply, committed, read } from './disk.js';
import { seen } from './performConsent.js';
import type { Setting } from './setting.js';
import { type Append, countsUnder, type Emit, nameOf, type Tab, type World, withTab } from './world.js';

/** A tab counts, appends and folds, at each await of src/streams/persistTo.ts. */
export function countingSteps(world: World, at: number, tab: Tab, setting: Setting, emit: Emit): void {
  const who = nameOf(at);
  const { counts } = setting.scenario;
  const next = world.observed.length;
  const isBusy = tab.appends.some(({ current }) => current);
  const under = countsUnder(tab);
  if (under !== undefined) {
    // A tab counts for one release: another one's count comes after an update.
    const fits = countsIn(tab.unsaved).every((count) => counts[count] === counts[next]);
    if (next < counts.length && fits) {
      const observed = [...world.observed, world.consent.number];
      const counted = { ...tab, unsaved: tab.unsaved + one(next) };
      emit(`${who} observes count ${next + 1}`, withTab({ ...world, observed }, at, counted));
    }
    if (tab.unsaved && !isBusy) {
      const append = { bag: tab.unsaved, epoch: under, current: true };
      const begun = { ...tab, unsaved: 0, appends: [...tab.appends, append] };
      emit(`${who} begins to append ${sayBag(tab.unsaved)}`, withTab(world, at, begun), 5);
    }
    // Every 64th append folds.
    if (world.disk.tallies.length && setting.scenario.tabs === 1) {
      const epochs = world.epochs + 1;
      const folded = apply({ ...world, epochs }, { type: 'folded', epoch: `e${epochs}` }, false, setting);
      emit(`${who} folds`, seen(folded, at, read(folded.disk, setting).epoch, setting));
    }
  }
  for (const append of tab.appends) appendSteps(world, at, tab, append, setting, emit);
}

function appendSteps(world: World, at: number, tab: Tab, append: Append, setting: Setting, emit: Emit): void {
  const what = `${nameOf(at)}'s append of ${sayBag(append.bag)}`;
  const appends = tab.appends.filter((other) => other !== append);
  const over = withTab(world, at, { ...tab, appends });
  emit(`${what} under ${append.epoch} commits`, put(over, append, setting), 2);
  if (!world.faults || !setting.may.has('bad append')) return;
  const faulted = { ...over, faults: world.faults - 1 };
  if (append.current) {
    const unsaved = tab.unsaved + append.bag;
    emit(`${what} fails; it waits in memory`, withTab(faulted, at, { ...tab, appends, unsaved }));
  }
  const again = put(faulted, append, setting);
  emit(
    `${what} under ${append.epoch} commits, but the connection is lost; it is repeated`,
    setting.rules.appendKeepsItsKey ? again : put(again, append, setting),
  );
}

const releaseOfBag = (bag: Bag, { scenario }: Setting): number => scenario.counts[countsIn(bag)[0] ?? 0] ?? 0;

const put = (world: World, { bag, epoch }: Append, setting: Setting): World => {
  const tally = tallyOfBag(bag, releaseOfBag(bag, setting));
  const disk = { ...world.disk, tallies: [...world.disk.tallies, { epoch, tally }] };
  return committed(world, disk, false, setting);
};
