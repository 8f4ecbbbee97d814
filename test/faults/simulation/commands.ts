import fc from 'fast-check';
import { type Command, command, day, hour, isOpen, onTab, pick, tab, turns } from './command.js';
import { type Fate, fateGroups } from './fates.js';
import type { LockMode } from './locks.js';
import { type Event, isAlive, type Tab } from './tab.js';
import type { World } from './world.js';

const part = fc.constantFrom<Event>(
  { kind: 'tool_result', tool: { err: 'exit status 1' } },
  { kind: 'compaction_done' },
  { kind: 'usage', usage: { finishReason: 'stop', cacheHitTokens: 9, cacheMissTokens: 1 } },
  'plan/free',
  'plan/pro',
);
const end = fc.constantFrom<Event>({ kind: 'turn_done' }, { kind: 'turn_done', err: 'status 503' });
const nameOf = (event: Event): string => (typeof event === 'string' ? event : event.kind);

const recording = (name: string, events: fc.Arbitrary<readonly Event[]>): fc.Arbitrary<Command> =>
  fc.tuple(tab, events, turns).map(([nth, events, given]) =>
    onTab(`${name} [${events.map(nameOf)}]`, nth, given, (tab, world) => {
      for (const event of events) if (tab.state === 'open') world.count(tab, event);
    }),
  );
const turn = recording(
  'a turn',
  fc.tuple(fc.array(part, { maxLength: 3 }), end).map(([parts, last]) => [...parts, last]),
);
const partOfTurn = recording('part of a turn', fc.array(part, { minLength: 1, maxLength: 3 }));

const hide = fc.tuple(tab, turns).map(([nth, given]) => onTab('hidden', nth, given, (tab) => tab.hidden$.next()));

const fate = fc.oneof(...fateGroups.map(([group, weight]) => ({ arbitrary: fc.constantFrom(...group), weight })));
const fates = fc.array(fate, { maxLength: 5 });
const showFates = (given: readonly Fate[]): string => `[${given.map(({ name }) => name).join(' | ')}]`;

const flush = (tab: Tab, world: World): void => {
  tab.telemetry.flush().catch((error) => world.violations.push(`flush rejected: ${error}`));
};
/** A failed launch is followed by a pause, and a failed attempt by a wait: without them there would be few requests. */
const before = fc.constantFrom(0, 60_000, 7 * hour);
const after = fc.constantFrom(0, 0, 2000, 60_000);
const launch = fc.tuple(tab, fc.boolean(), before, fates, after, turns).map(([nth, byHand, pause, given, time, last]) =>
  onTab(
    `${pause ? `${pause / 1000} s later ` : ''}${byHand ? 'flush' : 'launch'} ${showFates(given)}${time ? `, ${time / 1000} s pass` : ''}`,
    nth,
    last,
    async (tab, world) => {
      if (pause) await world.pass(pause);
      world.fates.splice(0, Infinity, ...given);
      if (!isAlive(tab)) return;
      if (byHand) flush(tab, world);
      else tab.launch$.next();
      if (time) await world.pass(time);
    },
  ),
);
const launchTwo = fc.tuple(tab, fates, turns).map(([nth, given, after]) =>
  command(
    `tabs ${nth} and ${nth + 1} launch at once ${showFates(given)}`,
    after,
    (world) => {
      world.fates.splice(0, Infinity, ...given);
      for (const each of [nth, nth + 1]) pick(world, each)?.launch$.next();
    },
    isOpen,
  ),
);

const open = fc.tuple(fc.boolean(), fates, turns).map(([launches, given, after]) =>
  command(
    `open a tab${launches ? `, it launches ${showFates(given)}` : ''}`,
    after,
    (world) => {
      const tab = world.open();
      if (!launches) return;
      world.fates.splice(0, Infinity, ...given);
      tab.launch$.next();
    },
    ({ open }) => open < 4,
  ),
);
const stop = fc.tuple(tab, turns).map(([nth, given]) =>
  onTab('stop', nth, given, (tab, world) => {
    world.stop(tab);
  }),
);

const kill = fc.tuple(tab, fc.boolean(), turns).map(([nth, finish, given]) =>
  onTab(`killed${finish ? ', what it wrote is committed' : ''}`, nth, given, (tab, world) => {
    world.fault('tab killed');
    world.kill(tab, finish);
  }),
);
const killLater = fc.tuple(tab, fc.nat(40), fc.boolean(), turns).map(([nth, steps, finish, given]) =>
  onTab(
    `will be killed after ${steps} more steps${finish ? ', what it wrote is committed' : ''}`,
    nth,
    given,
    (tab, world) => {
      world.fault('tab killed at a port');
      world.light(tab, steps, finish);
    },
  ),
);
const cutPower = fc.tuple(fc.constantFrom(0, 0.3, 0.5, 0.7, 1), turns).map(([share, given]) =>
  command(`power cut, ${share * 100} % of what was not synced is there; a tab opens`, given, async (world) => {
    world.fault('power cut');
    await world.cutPower(share);
    world.open();
  }),
);

const upgrade = fc.constant(command('upgrade', undefined, (world) => world.upgrade()));

const answer = fc.tuple(tab, fc.constantFrom(true, true, false, undefined), turns).map(([nth, given, after]) =>
  command(
    given === undefined ? 'consent not known' : given ? 'consent granted' : 'consent withdrawn',
    after,
    (world) => {
      if (given === false) world.fault('consent withdrawn');
      if (world.consent$) return world.answer(given);
      const tab = pick(world, nth);
      if (tab && given !== undefined) tab.consent.answer(given).catch(() => {});
    },
  ),
);

const withdrawWhileSending = fc.tuple(tab, fates, fc.nat(40), turns).map(([nth, given, between, after]) =>
  command(
    `tab ${nth} launches ${showFates(given)}, consent withdrawn ${between} turns later`,
    after,
    async (world) => {
      world.fault('consent withdrawn');
      world.fates.splice(0, Infinity, ...given);
      pick(world, nth)?.launch$.next();
      await world.eventLoop.pass(between);
      if (world.consent$) return world.answer(false);
      pick(world, nth + 1)
        ?.consent.answer(false)
        .catch(() => {});
    },
    isOpen,
  ),
);

const clear = fc.tuple(fc.boolean(), turns).map(([forced, given]) =>
  command(`site data cleared${forced ? ' by force' : ''}`, given, async (world) => {
    world.fault('site data cleared');
    world.disturb();
    await world.disk.clear(forced);
  }),
);

const jump = fc.constantFrom(-31 * day, -2 * day, -hour, -1000, 1000, hour, 2 * day, 31 * day).map((ms) =>
  command(`clock ${ms > 0 ? '+' : ''}${ms / 1000} s`, undefined, (world) => {
    world.fault('clock jump');
    world.jump(ms);
  }),
);
const sleep = fc
  .constantFrom(8 * day, 13 * day, 31 * day)
  .map((ms) => command(`${ms / day} days pass`, undefined, (world) => world.pass(ms)));
const wait = fc
  .constantFrom(1, 50, 1000, 1000, 5000, 5000, 9000, 60_000, 10 * 60_000, hour, 7 * hour, day)
  .map((ms) => command(`${ms / 1000} s pass`, undefined, (world) => world.pass(ms)));

const trouble = fc.constantFrom<[string, (world: World) => void]>(
  ['quota exceeded', ({ disk }) => (disk.trouble.full = true)],
  ['room again', ({ disk }) => (disk.trouble.full = false)],
  ['database cannot be opened', ({ disk }) => (disk.trouble.broken = true)],
  ['database can be opened', ({ disk }) => (disk.trouble.broken = false)],
  ['connections closed', ({ disk }) => disk.closeConnections(true)],
  ['connections closed, nobody told', ({ disk }) => disk.closeConnections(false)],
  ['lock stolen', ({ locks }) => locks.steal()],
  ...(['shared', 'refused', 'for everybody'] as const).map((mode: LockMode): [string, (world: World) => void] => [
    `locks ${mode}`,
    ({ locks }) => locks.set(mode),
  ]),
);
const troubled = fc.tuple(trouble, turns).map(([[name, run], given]) =>
  command(name, given, (world) => {
    if (!/room|can be|shared/.test(name)) world.fault(name);
    world.disturb();
    run(world);
  }),
);
const arrive = turns.map((given) => command('late requests arrive', given, (world) => world.deliverHeld()));

/** Each with how often it is to happen. */
const weights: readonly (readonly [fc.Arbitrary<Command>, number])[] = [
  [turn, 10],
  [partOfTurn, 3],
  [hide, 1],
  [launch, 12],
  [launchTwo, 2],
  [open, 5],
  [stop, 1],
  [kill, 1],
  [killLater, 3],
  [cutPower, 1],
  [upgrade, 1],
  [answer, 2],
  [clear, 1],
  [jump, 2],
  [sleep, 1],
  [withdrawWhileSending, 1],
  [wait, 4],
  [troubled, 3],
  [arrive, 1],
];

/** A life of the system, in the order in which a person, a browser and a network may think of it. */
export const worldCommands = (maxCommands: number) =>
  fc.commands(
    weights.flatMap(([each, weight]) => Array<typeof each>(weight).fill(each)),
    { maxCommands, size: 'max' },
  );
