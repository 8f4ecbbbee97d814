import { emptyLedger } from '../../../src/reducers/ledger.js';
import { apply, read } from './disk.js';
import type { Setting } from './setting.js';
import { type Tab, type World, withTab } from './world.js';

/** What comes once the epoch is known. */
export function withEpoch(world: World, at: number, tab: Tab, setting: Setting): World {
  const { told, owes, epoch } = tab;
  if (owes && setting.rules.erasedAtEveryStart) return toErase(world, at, tab, setting);
  if (!told) return reported(withTab(world, at, { ...tab, owes: 0, at: 'off' }), owes);
  if (epoch === '') return withTab(world, at, { ...tab, at: 'beginning' });
  if (setting.rules.consentAskedAgain) return withTab(world, at, { ...tab, at: 'asking' });
  return counting(world, at, tab, setting);
}

const looks = ({ scenario, rules }: Setting): boolean =>
  scenario.isConsentStored === true || !rules.everyWithdrawalErases;

export const counting = (world: World, at: number, tab: Tab, setting: Setting): World =>
  withTab(world, at, { ...tab, at: 'counting', used: looks(setting) ? tab.epoch : '' });

/** The real code always looks first; where it erases whatever it sees, the look makes no difference. */
const toErase = (world: World, at: number, tab: Tab, setting: Setting): World =>
  withTab(
    world,
    at,
    looks(setting) ? { ...tab, at: 'looking' } : { ...tab, at: 'erasing', erasure: { type: 'erased', owed: tab.owes } },
  );

/** There is nothing left to do about a withdrawal. */
export const reported = (world: World, withdrawn: number): World =>
  withdrawn > world.consent.withdrawn ? { ...world, consent: { ...world.consent, withdrawn } } : world;

/** A new answer. What the old session had in memory is dropped, what it has under way is left to end by itself. */
export function told(world: World, at: number, tab: Tab, setting: Setting): World {
  const { given, number } = world.consent;
  const answered = { ...tab, told: given, owes: given ? tab.owes : number };
  // A withdrawal takes its turn after the access that is under way, an agreement after the erasure that is.
  if (!given && (tab.at === 'counting' || tab.at === 'asking')) {
    const over = ended(world, at, answered, setting.rules.withdrawalEndsLaunches);
    return toErase(over, at, over.tabs[at] ?? answered, setting);
  }
  if (!given || tab.at !== 'off') return withTab(world, at, answered);
  // With a stored answer comes a look at the ledger.
  const isOver = setting.scenario.isConsentStored && read(world.disk, setting).epoch !== tab.epoch;
  return isOver ? restarted(world, at, tab) : withEpoch(world, at, answered, setting);
}

/** `storedConsent` keeps a no and erases in one strict transaction; only then is the withdrawal reported done. */
export function withdrawn(world: World, setting: Setting): World {
  const { consent, epochs } = world;
  const withdrawn = { ...world, consent: { ...consent, given: false } };
  if (!setting.scenario.isConsentStored) return withdrawn;
  const erased = eraseAll(withdrawn, `e${epochs + 1}`, setting);
  return reported({ ...erased, epochs: epochs + 1 }, consent.number);
}

const eraseAll = (world: World, epoch: string, setting: Setting): World => {
  const { disk } = world;
  // Unlike the erasure of a ledger, this one creates the database where there is none.
  const there = disk.snapshot || disk.tallies.length ? world : { ...world, disk: { ...disk, snapshot: emptyLedger() } };
  return apply(there, { type: 'erased', epoch }, false, setting);
};

/** The ledger has another epoch than the tab knows of: another tab has erased. Everything is asked again. */
export function noticed(world: World, at: number, epoch: string): World {
  const tab = world.tabs[at];
  return tab?.at === 'counting' && tab.epoch !== epoch ? restarted(world, at, tab) : world;
}

export function restarted(world: World, at: number, tab: Tab): World {
  const { given, number } = world.consent;
  return ended(world, at, { ...tab, told: given, owes: given ? 0 : number, at: 'reading', epoch: '' }, true);
}

function ended(world: World, at: number, tab: Tab, endsLaunch: boolean): World {
  const { launch } = tab;
  // A transaction that has begun cannot be called back.
  const goesOn = launch?.at === 'open' || launch?.at === 'settling' || launch?.at === 'ended';
  const aborted = goesOn ? { ...launch, aborted: true } : undefined;
  const next: Tab = {
    ...tab,
    unsaved: 0,
    appends: tab.appends.map((append) => ({ ...append, current: false })),
    launch: endsLaunch ? aborted : launch,
  };
  const wire = endsLaunch
    ? world.wire.map((request) => (request.waiter === at ? { ...request, waiter: -1 } : request))
    : world.wire;
  return withTab({ ...world, wire, taken: world.taken + tab.unsaved }, at, next);
}
