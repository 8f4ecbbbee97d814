import { apply, read } from './disk.js';
import { counting, reported, restarted, told, withEpoch } from './sessions.js';
import type { Setting } from './setting.js';
import { type Emit, nameOf, type Tab, type World, withTab } from './world.js';

/**
 * A tab's consent, at each await of `whileConsented`: what it was told, which epoch it counts under, its erasures. Two
 * tabs are told at different times. What is counted in memory before the epoch is known belongs to the answer that is
 * read then, so the model counts only from there on.
 */
export function startTab(world: World, at: number, emit: Emit): void {
  const { given, number } = world.consent;
  const tab: Tab = {
    told: given,
    owes: given ? 0 : number,
    at: 'reading',
    epoch: '',
    used: '',
    unsaved: 0,
    appends: [],
    launch: undefined,
  };
  const isAlone = world.tabs.every((other) => !other);
  emit(`${nameOf(at)} starts, told ${given ? 'yes' : 'no'}`, withTab(world, at, tab), isAlone ? 9 : undefined);
}

export function consentSteps(world: World, at: number, tab: Tab, setting: Setting, emit: Emit): void {
  const { given } = world.consent;
  if (tab.told !== given) emit(`${nameOf(at)} is told ${given ? 'yes' : 'no'}`, told(world, at, tab, setting), 0);
  const [say, next] = access(world, at, tab, setting) ?? [];
  if (next) emit(`${nameOf(at)} ${say}`, next, 1);
}

/** The access to the store, or to the answer, that is under way. */
function access(world: World, at: number, tab: Tab, setting: Setting): [string, World] | undefined {
  const { consent, disk } = world;
  switch (tab.at) {
    case 'reading': {
      const { epoch } = read(disk, setting);
      return ['reads the epoch', withEpoch(world, at, { ...tab, epoch }, setting)];
    }
    case 'beginning': {
      const action = { type: 'folded', epoch: newEpoch(world, setting) } as const;
      const begun = apply({ ...world, epochs: world.epochs + 1 }, action, false, setting);
      const { epoch } = read(begun.disk, setting);
      return [`begins the epoch ${epoch}`, withEpoch(begun, at, { ...tab, epoch }, setting)];
    }
    case 'asking': {
      const next = consent.given ? counting(world, at, tab, setting) : restarted(world, at, tab);
      return [`asks again whether consent stands: ${consent.given ? 'yes' : 'no'}`, next];
    }
    case 'looking': {
      // The real code compares the whole ledger, so it erases in more cases than the model.
      const { epoch, pending, outbox } = read(disk, setting);
      const isErased = epoch !== '' && epoch !== tab.used && !pending.length && !outbox;
      const erasure = { type: isErased ? 'folded' : 'erased', owed: tab.owes } as const;
      return ['reads what there is to erase', withTab(world, at, { ...tab, at: 'erasing', erasure })];
    }
    case 'erasing': {
      const how = tab.erasure?.type === 'erased' ? 'erased' : 'folded, as there is nothing';
      return [`has ${how}, and reports the erasure done`, erased(world, at, tab, setting)];
    }
    default:
      return undefined;
  }
}

/** Random; where that rule is dropped, one more than the last one that is still known of. */
const newEpoch = (world: World, { rules }: Setting): string =>
  `e${rules.epochIsRandom ? world.epochs + 1 : Number(world.disk.snapshot?.epoch.slice(1) || 0) + 1}`;

function erased(world: World, at: number, tab: Tab, setting: Setting): World {
  const { erasure, ...rest } = tab;
  if (!erasure) return world;
  const done = apply(world, { type: erasure.type, epoch: newEpoch(world, setting) }, false, setting);
  const owes = tab.owes > erasure.owed ? tab.owes : 0;
  const known: Tab = { ...rest, owes, epoch: read(done.disk, setting).epoch };
  return withEpoch(reported({ ...done, epochs: world.epochs + 1 }, erasure.owed), at, known, setting);
}
