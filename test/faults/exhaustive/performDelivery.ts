import { type DeliveryEvent, initialDelivery } from '../../../src/reducers/delivery.js';
import type { CollectorResponse } from '../../../src/reducers/judgeResponse.js';
import type { Batch, Ledger } from '../../../src/reducers/ledger.js';
import { batchId } from '../../support/ledgers.js';
import { bagOf, countsIn, sayBag } from './bags.js';
import { apply, read } from './disk.js';
import { seen } from './performConsent.js';
import type { Setting } from './setting.js';
import { clockOf, countsUnder, type Emit, type Flush, nameOf, short, type Tab, type World, withTab } from './world.js';

/** What a step does, in words and in effect. */
type Move = [] | [string, World];

/** Performs the shipped `reduceDelivery`, one effect a step, as src/streams/deliver.ts does; but without the Web Lock. */
export function deliverySteps(world: World, at: number, tab: Tab, setting: Setting, emit: Emit): void {
  const { flush } = tab;
  const [say, next] = flush ? goOn(world, at, flush, setting) : begin(world, at, tab, setting);
  if (next) emit(`${nameOf(at)} ${say}`, next, flush ? 3 : 6);
  // The last attempt may fail for the same reasons as any other.
  if (flush?.state.at === 'fail') {
    emit(`${nameOf(at)} has spent its attempts`, step(world, at, { type: 'gaveUp' }, setting));
  }
}

/** What the collector, or somebody in between, has answered; undefined if nobody has. */
export const answered = (world: World, at: number, response: CollectorResponse | undefined, setting: Setting): World =>
  step(world, at, { type: 'answered', response, now: clockOf(world) }, setting);

function begin(world: World, at: number, tab: Tab, setting: Setting): Move {
  const epoch = countsUnder(tab);
  if (epoch === undefined) return [];
  const ledger = read(world.disk, setting);
  const met = seen(world, at, ledger.epoch, setting);
  if (met !== world) return ['flushes, and finds another epoch: it starts over', met];
  const state = setting.code.reduceDelivery(initialDelivery(epoch), { type: 'begun' }, true);
  const begun = withFlush(world, at, { state, first: true, aborted: false, carried: [] });
  // The pause after a failed flush is over by the next one: how long it is makes no difference to what may happen then.
  const next = step(begun, at, ledgerEvent(world, { ...ledger, delivery: { failures: 0 } }), setting);
  return next.tabs[at]?.flush ? ['flushes', next] : [];
}

function goOn(world: World, at: number, flush: Flush, setting: Setting): Move {
  const { state } = flush;
  switch (state.at) {
    case 'open':
      return open(world, at, flush, setting);
    case 'check':
      return check(world, at, flush, state.id, setting);
    case 'apply': {
      const { action } = state;
      const done = apply(world, action, false, setting);
      const what = 'id' in action ? `settles ${short(action.id)}: ${action.type}` : 'remembers to wait';
      return [what, stored(done, at, setting)];
    }
    case 'fail': {
      const next = withFlush(world, at, { ...flush, first: false });
      return ['backs off and tries again', step(next, at, { type: 'begun' }, setting)];
    }
    case 'postpone':
      return ['reads how often it has failed', stored(world, at, setting)];
    default:
      return [];
  }
}

/** The store has answered; before the flush, consent looks at the ledger. */
function stored(world: World, at: number, setting: Setting, known?: Ledger): World {
  const ledger = read(world.disk, setting);
  const flush = world.tabs[at]?.flush;
  if (flush?.aborted) return seen(withFlush(world, at, undefined), at, ledger.epoch, setting);
  const met = known ? world : seen(world, at, ledger.epoch, setting);
  return met.tabs[at]?.flush ? step(met, at, ledgerEvent(met, known ?? ledger), setting) : met;
}

const ledgerEvent = (world: World, ledger: Ledger): DeliveryEvent => ({ type: 'ledger', ledger, now: clockOf(world) });

function step(world: World, at: number, event: DeliveryEvent, setting: Setting): World {
  const flush = world.tabs[at]?.flush;
  if (!flush) return world;
  const state = setting.code.reduceDelivery(flush.state, event, flush.first);
  if (state.at === 'end') return withFlush(world, at, undefined);
  const next = withFlush(world, at, { ...flush, state });
  return state.at === 'post' ? posted(next, at, state.batch) : next;
}

function open(world: World, at: number, flush: Flush, setting: Setting): Move {
  const [carried, ...others] = flush.carried;
  if (carried) {
    const next = withFlush(world, at, {
      ...flush,
      state: { ...flush.state, at: 'post', batch: carried },
      carried: others,
    });
    return [`posts ${short(carried.id)}`, posted(next, at, carried)];
  }
  const { sentId } = flush.state;
  const action = { type: 'opened', id: newId(world, setting), now: clockOf(world), sentId } as const;
  let next: World = { ...apply(world, action, flush.first, setting), ids: world.ids + 1 };
  const opened = read(next.disk, setting);
  const sealed: Batch[] = [];
  while (!setting.rules.oneBatchAtATime && read(next.disk, setting).pending.length) {
    next = sealOneMore(next, sealed, setting);
  }
  const batches = (opened.outbox ? [opened.outbox, ...sealed] : []).map(
    ({ id, counters }) => `${short(id)} of ${sayBag(bagOf(counters))}`,
  );
  const keeping = withFlush(next, at, { ...flush, carried: sealed, ...(!setting.rules.ledgerReadAgain && { opened }) });
  return [`opens: ${batches.join(' and ') || 'nothing to send'}`, stored(keeping, at, setting)];
}

/** From this look at the ledger to the request, nothing but the end of a turn of the event loop can come between. */
function check(world: World, at: number, flush: Flush, id: string | undefined, setting: Setting): Move {
  const again = flush.opened ? 'does not read again, and' : 'reads again, and';
  const next = stored(world, at, setting, flush.opened);
  const after = next.tabs[at]?.flush;
  if (after?.state.at === 'post') return [`${again} posts ${short(after.state.batch.id)}`, next];
  return [`${again} ${id ? 'finds that this batch must not be sent' : 'ends'}`, next];
}

/** Random; where that rule is dropped, it depends on what is sealed. */
const newId = (world: World, setting: Setting): string => {
  if (setting.rules.newIdAfterVoid) return batchId(world.ids + 1);
  const [oldest] = read(world.disk, setting).pending;
  return batchId((countsIn(bagOf(oldest?.counters ?? {}))[0] ?? 0) + 1);
};

/** Only where that rule is dropped: the slot holds one, so the others are carried in memory. */
function sealOneMore(world: World, sealed: Batch[], setting: Setting): World {
  const { outbox, ...rest } = read(world.disk, setting);
  const more = setting.code.reduce(rest, { type: 'opened', id: batchId(world.ids + 1), now: clockOf(world) }, false);
  const { outbox: another, ...left } = more;
  if (another) sealed.push(another);
  const snapshot = outbox ? { ...left, outbox } : left;
  return { ...world, disk: { ...world.disk, snapshot }, ids: world.ids + 1 };
}

/** The request is on its way; no count that was withdrawn is in it, and its id has never carried anything else. */
function posted(world: World, at: number, batch: Batch): World {
  const { observed, consent, wire, settled } = world;
  const bag = bagOf(batch.counters);
  const next = { ...world, wire: [...wire, { id: batch.id, batch, bag, sentAt: world.now, waiter: at }] };
  const withdrawn = countsIn(bag).find((count) => (observed[count] ?? 0) <= consent.withdrawn);
  const known = wire.find(({ id }) => id === batch.id) ?? settled.find(({ id }) => id === batch.id);
  const violation =
    world.tabs[at]?.heard === false
      ? `${nameOf(at)} has heard that consent is withdrawn, and has sent all the same`
      : withdrawn !== undefined
        ? `count ${withdrawn + 1} was sent after its consent was withdrawn and the erasure reported done`
        : known && known.bag !== bag
          ? `${short(batch.id)} has carried ${sayBag(known.bag)}, and now carries ${sayBag(bag)}`
          : undefined;
  return { ...next, ...(violation && { violation }) };
}

const withFlush = (world: World, at: number, flush: Flush | undefined): World => {
  const tab = world.tabs[at];
  return tab ? withTab(world, at, { ...tab, flush }) : world;
};
