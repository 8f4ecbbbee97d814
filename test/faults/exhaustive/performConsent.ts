import type { ConsentEffect, ConsentEvent } from '../../../src/reducers/consent.js';
import { initialConsent, owesNothing } from '../../../src/reducers/consent.js';
import { apply, read } from './disk.js';
import type { Setting } from './setting.js';
import { type Emit, nameOf, type Tab, type World, withTab } from './world.js';

/**
 * Performs the shipped `reduceConsent`, one effect a step, as src/streams/whileConsented.ts does. Two tabs hear an answer at
 * different times. What is counted in memory before consent is confirmed belongs to the answer that is heard then, so the
 * model counts only from there on.
 */
export function startTab(world: World, at: number, setting: Setting, emit: Emit): void {
  const tab: Tab = {
    consent: initialConsent(isStored(setting)),
    heard: undefined,
    owes: 0,
    unsaved: 0,
    appends: [],
    flush: undefined,
  };
  const started = dispatch(withTab(world, at, tab), at, { type: 'started' }, setting);
  const { heard } = started.tabs[at] ?? tab;
  const isAlone = world.tabs.every((other) => !other);
  emit(
    `${nameOf(at)} starts${heard === undefined ? '' : `, and hears ${say(heard)}`}`,
    started,
    isAlone ? 9 : undefined,
  );
}

export function consentSteps(world: World, at: number, tab: Tab, setting: Setting, emit: Emit): void {
  const { given } = world.consent;
  if (tab.heard !== given) emit(`${nameOf(at)} hears ${say(given)}`, hears(world, at, setting), 0);
  const [what, next] = underWay(world, at, tab, setting) ?? [];
  if (next) emit(`${nameOf(at)} ${what}`, next, 1);
}

const say = (given: boolean): string => (given ? 'yes' : 'no');
export const isStored = ({ scenario }: Setting): boolean => scenario.isConsentStored === true;

/** The tab has met a ledger of this epoch. */
export const seen = (world: World, at: number, epoch: string, setting: Setting): World =>
  dispatch(world, at, { type: 'seen', epoch }, setting);

function hears(world: World, at: number, setting: Setting): World {
  const tab = world.tabs[at];
  if (!tab) return world;
  const { given, number } = world.consent;
  const heard = withTab(world, at, { ...tab, heard: given, owes: given ? tab.owes : number });
  return dispatch(heard, at, { type: 'answered', answer: given }, setting);
}

function dispatch(world: World, at: number, event: ConsentEvent, setting: Setting): World {
  const tab = world.tabs[at];
  if (!tab) return world;
  const [consent, ...effects] = setting.code.reduceConsent(tab.consent, event);
  if (consent === tab.consent && !effects.length) return world;
  let next = withTab(world, at, { ...tab, consent });
  for (const effect of effects) next = perform(next, at, effect, event, setting);
  return next;
}

function perform(world: World, at: number, effect: ConsentEffect, event: ConsentEvent, setting: Setting): World {
  const tab = world.tabs[at];
  if (!tab) return world;
  switch (effect) {
    case 'listen': {
      const listening = withTab(world, at, { ...tab, heard: undefined, owes: 0 });
      // A stored answer takes a moment to read; an app's own emits at once.
      return isStored(setting) ? listening : hears(listening, at, setting);
    }
    case 'look':
      // At once: a later look finds what another access finds, and there may be one at any time.
      return seen(world, at, read(world.disk, setting).epoch, setting);
    case 'erase':
      return withTab(world, at, { ...tab, erasing: tab.owes });
    case 'stopCounting':
      return stopCounting(world, at, tab, event.type !== 'answered' || setting.rules.withdrawalEndsFlush);
    default:
      // `underWay` ends these, from the state that they come with; in memory only, nothing is counted here.
      return world;
  }
}

/** The operation on the store, or the question, that the state waits for. */
function underWay(world: World, at: number, tab: Tab, setting: Setting): [string, World] | undefined {
  const { given } = world.consent;
  switch (tab.consent.at) {
    case 'reading':
      return ['reads the epoch', done(world, at, setting)];
    case 'beginning': {
      const action = { type: 'folded', epoch: newEpoch(world, setting) } as const;
      const begun = apply({ ...world, epochs: world.epochs + 1 }, action, false, setting);
      return [`begins the epoch ${read(begun.disk, setting).epoch}`, done(begun, at, setting)];
    }
    case 'confirming':
      return [
        `asks whether consent still stands: ${say(given)}`,
        dispatch(world, at, { type: 'confirmed', epoch: tab.consent.epoch, stillAgreed: given }, setting),
      ];
    case 'erasing':
      return erase(world, at, tab, setting);
    default:
      return undefined;
  }
}

function erase(world: World, at: number, tab: Tab, setting: Setting): [string, World] | undefined {
  const { erasing, ...rest } = tab;
  if (erasing === undefined) return undefined;
  const erased = apply(world, { type: 'erased' }, false, setting);
  const owes = tab.owes > erasing ? tab.owes : 0;
  const known = withTab(reported(erased, erasing), at, { ...rest, owes });
  return ['has erased, and reports the erasure done', done(known, at, setting)];
}

function done(world: World, at: number, setting: Setting): World {
  const next = dispatch(world, at, { type: 'done', epoch: read(world.disk, setting).epoch }, setting);
  const tab = next.tabs[at];
  // Only where a rule is dropped, this is so without an erasure.
  const isOver = tab && tab.consent.heard === 'no' && owesNothing(tab.consent);
  return isOver ? withTab(reported(next, tab.owes), at, { ...tab, owes: 0 }) : next;
}

/** Random; where that rule is dropped, one more than the last one that is still known of. */
const newEpoch = (world: World, { rules }: Setting): string =>
  `e${rules.epochIsRandom ? world.epochs + 1 : Number(world.disk.snapshot?.epoch.slice(1) || 0) + 1}`;

/** There is nothing left to do about a withdrawal. */
const reported = (world: World, withdrawn: number): World =>
  withdrawn > world.consent.withdrawn ? { ...world, consent: { ...world.consent, withdrawn } } : world;

/** What the tab had in memory is dropped, what it has under way is left to end by itself. */
function stopCounting(world: World, at: number, tab: Tab, endsFlush: boolean): World {
  const { flush } = tab;
  // A transaction that has begun cannot be called back.
  const goesOn = flush?.state.at === 'open' || flush?.state.at === 'apply';
  const aborted = goesOn ? { ...flush, aborted: true } : undefined;
  const next: Tab = {
    ...tab,
    unsaved: 0,
    appends: tab.appends.map((append) => ({ ...append, current: false })),
    flush: endsFlush ? aborted : flush,
  };
  const wire = endsFlush
    ? world.wire.map((request) => (request.waiter === at ? { ...request, waiter: -1 } : request))
    : world.wire;
  return withTab({ ...world, wire, taken: world.taken + tab.unsaved }, at, next);
}

/** `storedConsent` keeps a no and erases in one strict transaction; only then is the withdrawal reported done. */
export function withdrawn(world: World, setting: Setting): World {
  const refused = { ...world, consent: { ...world.consent, given: false } };
  return isStored(setting)
    ? reported(apply(refused, { type: 'erased' }, false, setting), world.consent.number)
    : refused;
}
