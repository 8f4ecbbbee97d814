import { addFigures, type Figures } from '../figures.js';
import { add, negativeIn, type Sums, show, subtract, total } from './sums.js';
import { isAlive, statusOf, type Tab, unsaved } from './tab.js';
import type { World } from './world.js';

const hour = 3_600_000;
/**
 * The longest pause that is believed is a day. A refused batch is given up at the third launch; there may be two: one in
 * the outbox, and what was counted since.
 */
const [mostPostponed, mostLaunches] = [4, 8];

/** All is well from now on, launches go on, and in the end every count is accounted for. Throws where one is not. */
export async function settleAccounts(world: World): Promise<void> {
  const { clock, disk, locks, eventLoop } = world;
  world.fates.length = 0;
  Object.assign(disk.trouble, { full: false, broken: false });
  locks.set('shared');
  world.disturb();
  await eventLoop.settled();
  world.upgrade();
  const last = world.open();
  await (world.consent$ ? world.answer(true) : last.consent.answer(true));
  // Longer than a failed access waits to be tried again.
  await clock.advance(11_000);
  must(world.mayBeSent(), 'consent was given');
  world.checkRisks();
  for (const tab of world.alive()) {
    const { state } = statusOf(tab);
    must(
      state === 'counting' || tab.state === 'stopping' || agreedToLess(world, tab),
      `tab ${tab.id} counts: ${state}`,
    );
  }
  for (const tab of world.alive()) if (tab !== last) await stop(world, tab);
  world.count(last, { kind: 'turn_done' });
  await eventLoop.settled();
  must(total(unsaved(last)) === 0, `in the end a turn is saved at once: ${show(unsaved(last))}`);

  await drain(world, last);
  world.deliverHeld();
  await drain(world, last);
  await stop(world, last);
  must(world.check().length === 0, world.check().join('\n'));
  balance(world);
}

async function drain(world: World, tab: Tab): Promise<void> {
  for (let [launches, postponed] = [0, 0]; ; ) {
    await world.clock.advance(7 * hour);
    const { skipped } = await world.clock.run(tab.telemetry.flush());
    if (skipped === 'empty') break;
    if (skipped === 'postponed') postponed++;
    else launches++;
    const isTooLong = launches > mostLaunches || postponed > mostPostponed;
    must(!isTooLong, `it drains; still there: ${show(world.kept())}, ${skipped}`);
  }
  must(total(world.kept()) === 0, `nothing is left: ${show(world.kept())}`);
}

async function stop(world: World, tab: Tab): Promise<void> {
  if (tab.state === 'open') tab.state = 'stopping';
  await world.clock.run(tab.telemetry.stop());
  if (isAlive(tab)) tab.state = 'stopped';
}

/** Per token: observed = delivered + lost + erased + taken. */
function balance(world: World): void {
  const [delivered, lost, erased] = [world.sum('delivered'), world.sum('lost'), world.sum('erased')];
  let dropped: Sums = {};
  let taken = world.rolledBack();
  for (const tab of world.tabs()) {
    const missing = unsaved(tab);
    if (tab.state === 'dead' || tab.cannotSave) taken = add(taken, missing);
    else {
      const excess = subtract(missing, tab.mayBeErased);
      const wrong = Object.keys(excess).filter((token) => (excess[token] ?? 0) > 0);
      must(wrong.length === 0, `tab ${tab.id} never saved ${wrong}: ${show(missing)}`);
      dropped = add(dropped, missing);
    }
  }
  const accounted = [delivered, lost, erased, taken, dropped].reduce(add);
  const missing = subtract(world.observed(), accounted);
  must(total(missing) === 0 && negativeIn(missing).length === 0, `not accounted for: ${show(missing)}`);
  const uncounted = negativeIn(subtract(world.collector.sums(), delivered));
  must(uncounted.length === 0, `delivered, but not counted: ${uncounted}`);
  const { figures } = world;
  addFigures(figures, {
    runs: 1,
    faults: {},
    turns: 0,
    delivered: total(delivered),
    lost: total(lost),
    erased: total(erased) + total(dropped),
    taken: total(taken),
    doubled: total(onlyPositive(subtract(world.collector.sums(), world.observed()))),
  } satisfies Omit<Figures, 'name'>);
}

const onlyPositive = (sums: Sums): Sums => Object.fromEntries(Object.entries(sums).filter(([, count]) => count > 0));

/** Of an older release with other signals than the one that the answer was given to. */
const agreedToLess = (world: World, tab: Tab): boolean => !world.consent$ && tab !== world.tabs().at(-1);

function must(holds: boolean, law: string): void {
  if (!holds) throw new Error(law);
}
