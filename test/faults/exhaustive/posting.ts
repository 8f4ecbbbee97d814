import type { Verdict } from '../../../src/reducers/judgeResponse.js';
import type { Batch } from '../../../src/reducers/ledger.js';
import { bagOf, countsIn, sayBag } from './bags.js';
import { read } from './disk.js';
import { seen } from './performConsent.js';
import type { Setting } from './setting.js';
import { clockOf, type Launch, nameOf, short, type World, withTab } from './world.js';

/** The step from `opened` to the request, which nothing but the end of a turn of the event loop can come between. */
export function post(world: World, at: number, launch: Launch, setting: Setting): [string, World] {
  const { rules, code } = setting;
  const { opened, batch: sealed } = launch;
  const [next, ...carried] = launch.carried;
  if (!opened && next) return [`posts ${short(next.id)}`, posted(world, at, { ...launch, carried }, next)];
  const again = rules.ledgerReadAgain ? 'reads again, and' : 'does not read again, and';
  const { epoch, outbox } = rules.ledgerReadAgain ? read(world.disk, setting) : (opened ?? {});
  const met = epoch === undefined ? world : seen(world, at, epoch, setting);
  if (met !== world) return [`${again} finds another epoch: it asks everything again`, met];
  const over = withLaunch(world, at, undefined);
  if (!outbox || outbox.id !== sealed?.id) return [`${again} finds another batch`, over];
  const isTooOld = rules.ageCheckedAfterCommit && code.isExpired(outbox, clockOf(world), launch.first);
  return isTooOld
    ? [`${again} finds the batch too old`, over]
    : [`${again} posts ${short(outbox.id)}`, posted(world, at, launch, outbox)];
}

function posted(world: World, at: number, launch: Launch, batch: Batch): World {
  const tab = world.tabs[at];
  const bag = bagOf(batch.counters);
  const { observed, consent } = world;
  const request = { id: batch.id, batch, bag, sentAt: world.now, waiter: at };
  const { first, aborted, carried } = launch;
  const next = { ...world, wire: [...world.wire, request] };
  const withdrawn = countsIn(bag).find((count) => (observed[count] ?? 0) <= consent.withdrawn);
  const known = world.wire.find(({ id }) => id === batch.id) ?? world.settled.find(({ id }) => id === batch.id);
  const violation =
    tab?.heard === false
      ? `${nameOf(at)} has heard that consent is withdrawn, and has sent all the same`
      : withdrawn !== undefined
        ? `count ${withdrawn + 1} was sent after its consent was withdrawn and the erasure reported done`
        : known && known.bag !== bag
          ? `${short(batch.id)} has carried ${sayBag(known.bag)}, and now carries ${sayBag(bag)}`
          : undefined;
  return { ...withLaunch(next, at, { at: 'posted', first, aborted, carried, batch }), ...(violation && { violation }) };
}

/** What the answer, or that there is none, means for the launch. */
export function answered(world: World, at: number, verdict: Verdict): World {
  const launch = world.tabs[at]?.launch;
  if (!launch?.batch) return world;
  const { first, aborted, carried, batch } = launch;
  const rest = { first, aborted, carried };
  const next: Launch =
    verdict.batch === 'held'
      ? { ...rest, at: verdict.next === 'backOff' ? 'failed' : 'ended' }
      : { ...rest, at: 'settling', batch, verdict };
  return withLaunch(world, at, next);
}

export const withLaunch = (world: World, at: number, launch: Launch | undefined): World => {
  const tab = world.tabs[at];
  return tab ? withTab(world, at, { ...tab, launch }) : world;
};
