import type { Batch, LedgerAction } from '../../../src/reducers/ledger.js';
import { batchId } from '../../support/ledgers.js';
import { bagOf, countsIn, sayBag } from './bags.js';
import { apply, read } from './disk.js';
import { seen } from './performConsent.js';
import { post, withLaunch } from './posting.js';
import type { Setting } from './setting.js';
import { clockOf, countsUnder, type Emit, type Launch, nameOf, short, type Tab, type World, withTab } from './world.js';

/** A launch, at each await of `deliver` and `attempt` in src/streams/deliver.ts, without the Web Lock. */
export function launchSteps(world: World, at: number, tab: Tab, setting: Setting, emit: Emit): void {
  const { launch } = tab;
  const [say, next] = launch ? attempt(world, at, launch, setting) : begin(world, at, tab, setting);
  if (next) emit(`${nameOf(at)} ${say}`, next, launch ? 3 : 6);
  if (launch?.at === 'failed') emit(`${nameOf(at)} has spent its attempts`, postponed(world, at, setting));
}

/** What a step does, in words and in effect. */
type Move = [] | [string, World];

function attempt(world: World, at: number, launch: Launch, setting: Setting): Move {
  switch (launch.at) {
    case 'open':
      return open(world, at, launch, setting);
    case 'opened':
      return post(world, at, launch, setting);
    case 'posted':
      return [];
    case 'settling':
      return settle(world, at, launch, setting);
    case 'failed':
      return [
        'backs off and tries again',
        withLaunch(world, at, { at: 'open', first: false, aborted: launch.aborted, carried: launch.carried }),
      ];
    case 'ended':
      return ['ends the launch, and remembers to wait', postponed(world, at, setting)];
  }
}

function begin(world: World, at: number, tab: Tab, setting: Setting): Move {
  const under = countsUnder(tab);
  if (under === undefined) return [];
  const { epoch, pending, outbox } = read(world.disk, setting);
  if (epoch !== under)
    return ['launches, and finds another epoch: it asks everything again', seen(world, at, epoch, setting)];
  if (!pending.length && !outbox) return [];
  return ['launches', withTab(world, at, { ...tab, launch: { at: 'open', first: true, aborted: false, carried: [] } })];
}

function open(world: World, at: number, launch: Launch, setting: Setting): Move {
  const now = clockOf(world);
  const opened = apply(world, { type: 'opened', id: newId(world, setting), now }, launch.first, setting);
  const ledger = read(opened.disk, setting);
  const carried: Batch[] = [];
  let next: World = { ...opened, ids: world.ids + 1 };
  while (!setting.rules.oneBatchAtATime && read(next.disk, setting).pending.length) {
    next = sealOneMore(next, carried, setting);
  }
  const { outbox } = ledger;
  const batches = (outbox ? [outbox, ...carried] : []).map(
    ({ id, counters }) => `${short(id)} of ${sayBag(bagOf(counters))}`,
  );
  const after: Launch | undefined =
    launch.aborted || !outbox ? undefined : { ...launch, at: 'opened', opened: ledger, batch: outbox, carried };
  return [
    `opens: ${batches.join(' and ') || 'nothing to send'}`,
    seen(withLaunch(next, at, after), at, ledger.epoch, setting),
  ];
}

/** Random; where that rule is dropped, it depends on what is sealed. */
const newId = (world: World, setting: Setting): string => {
  if (setting.rules.newIdAfterVoid) return batchId(world.ids + 1);
  const [oldest] = read(world.disk, setting).pending;
  return batchId((countsIn(bagOf(oldest?.counters ?? {}))[0] ?? 0) + 1);
};

/** Only where that rule is dropped: the slot holds one, so the others are carried in memory. */
function sealOneMore(world: World, carried: Batch[], setting: Setting): World {
  const { outbox, ...rest } = read(world.disk, setting);
  const sealed = setting.code.reduce(rest, { type: 'opened', id: batchId(world.ids + 1), now: clockOf(world) }, false);
  const { outbox: another, ...left } = sealed;
  if (another) carried.push(another);
  const snapshot = outbox ? { ...left, outbox } : left;
  return { ...world, disk: { ...world.disk, snapshot }, ids: world.ids + 1 };
}

function settle(world: World, at: number, launch: Launch, setting: Setting): Move {
  const { verdict, batch, aborted, carried } = launch;
  if (!verdict || !batch || verdict.batch === 'held') return [];
  const named = verdict.batch === 'foldedBack' ? verdict.named : [];
  const action: LedgerAction = { type: verdict.batch, id: batch.id, now: clockOf(world), named };
  const done = apply(world, action, false, setting);
  const goesOn = verdict.next === 'goOn' ? (carried.length ? 'opened' : 'open') : undefined;
  const next = goesOn ?? (verdict.next === 'backOff' ? 'failed' : 'ended');
  const after: Launch | undefined = aborted ? undefined : { at: next, first: false, aborted, carried };
  const settled = seen(withLaunch(done, at, after), at, read(done.disk, setting).epoch, setting);
  return [`settles ${short(batch.id)}: ${verdict.batch}`, settled];
}

/** The pause itself is over by the next launch: how long it is makes no difference to what may happen then. */
function postponed(world: World, at: number, setting: Setting): World {
  const tab = world.tabs[at];
  const over = withLaunch(world, at, undefined);
  const { epoch } = read(world.disk, setting);
  if (epoch !== (tab && countsUnder(tab))) return seen(over, at, epoch, setting);
  return apply(over, { type: 'postponed', until: clockOf(world) }, false, setting);
}
