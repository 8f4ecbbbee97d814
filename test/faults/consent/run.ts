import type { Observable, ReplaySubject } from 'rxjs';
import { expect } from 'vitest';
import { indexedDbStore, storedConsent } from '../../../src/index.js';
import { emptyLedger } from '../../../src/reducers/ledger.js';
import { endpoint } from '../../support/endpoint.js';
import { Clock, type Reply, turnDone, type World, world } from '../../support/world.js';
import { honestCollector } from '../../support/worldCollector.js';
import { databaseNames, everythingStored, freshIndexedDB } from '../../support/worldDatabases.js';
import { slowChannels } from './channels.js';
import { type ConsentModel, consentModel } from './model.js';
import { type LateFate, type TabStep, taken } from './steps.js';
import { type Access, answersOf, modelled, openTab, prompt, type Tab } from './tabs.js';

/** How many turns of the event loop fake-indexeddb needs for what one timer brings about. */
const patience = 40;

export interface Script {
  readonly accesses: readonly Access[];
  readonly fates: readonly LateFate[];
}

/** What a tab hears of the person's answer, and how it is given. */
export interface Answers {
  readonly answers$: Observable<unknown>;
  say(answer: unknown): Promise<void> | void;
  fail?(): void;
  complete?(): void;
}

export const plainAnswers = (answers$: ReplaySubject<unknown> = answersOf([])): Answers => ({
  answers$,
  say: (answer) => answers$.next(answer),
  fail: () => answers$.error(new Error('settings')),
  complete: () => answers$.complete(),
});

/** A person's answer is kept, and withdrawn for all tabs the moment that it is. The first tab says how long news travels. */
export const keptAnswers =
  (delays?: readonly number[]) =>
  (clock: Clock, model: ConsentModel): Answers => {
    if (delays) slowChannels(clock, delays);
    const consent = storedConsent({ endpoint });
    return {
      answers$: consent.consent$,
      say(agree) {
        if (typeof agree !== 'boolean') return;
        void consent.answer(agree).then(() => agree || model.withdrawn());
      },
    };
  };

export interface Stage {
  readonly clock: Clock;
  readonly model: ConsentModel;
  readonly tabs: Tab[];
  readonly collector: ReturnType<typeof honestCollector>;
  take(step: TabStep): Promise<void>;
  /** Storage and network are well; all that is under way ends. */
  calm(): Promise<void>;
  /** Everything is delivered that can be, by a last session that is told true. */
  end(): Promise<void>;
}

/** Tabs that share one database in which things go wrong, one collector, and one clock. */
export function stage(
  makeAnswers: ((clock: Clock, model: ConsentModel) => Answers)[],
  script: Script,
  isStored = false,
): Stage {
  freshIndexedDB();
  const clock = new Clock(patience);
  const made: World = world({ enabled: false }, clock);
  const model = consentModel(makeAnswers.length === 1, isStored);
  const collector = honestCollector();
  const accesses = [...script.accesses];
  const fates = [...script.fates];
  const late: Reply = (post) =>
    new Promise((resolve) => clock.schedule(() => resolve(collector.reply('counted')(post)), 20_000));
  const reply = (): Reply => {
    const fate = taken(fates, 'counted');
    return fate === 'counted late' ? late : collector.reply(fate);
  };
  const all = makeAnswers.map((make) => make(clock, model));
  const open = (answers$: Observable<unknown>, at: number, former?: Tab): Tab => {
    const tab = model.opens(at === 0 ? 'first' : 'second', former?.model);
    const store = modelled(indexedDbStore({ endpoint }), clock, () => taken(accesses, prompt), model, tab);
    return openTab(made, model, tab, reply, answers$, store);
  };
  const tabs = all.map(({ answers$ }, at) => open(answers$, at));
  let answered = false;

  const restart = async (at: number): Promise<void> => {
    accesses.length = 0;
    const [tab, answers] = [tabs[at], all[at]];
    if (!tab || !answers) return;
    await clock.run(tab.telemetry.stop());
    model.closes(tab.model);
    tabs[at] = open(answers.answers$, at, tab);
  };
  const act = async (step: TabStep): Promise<unknown> => {
    const [tab, answers] = [tabs[step.tab], all[step.tab]];
    if (!tab || !answers) return;
    if ('wait' in step) return clock.advance(step.wait);
    if ('say' in step) {
      answered ||= typeof step.say === 'boolean';
      return answers.say(step.say);
    }
    switch (step.do) {
      case 'fail':
        return answers.fail?.();
      case 'complete':
        return answers.complete?.();
      case 'count':
        return tab.count();
      case 'turn':
        tab.count();
        return tab.telemetry.record(turnDone);
      case 'hide':
        return tab.hidden$.next();
      case 'launch':
        return tab.launch$.next();
      case 'flush':
        return void tab.telemetry.flush();
      case 'inspect':
        return void tab.telemetry.inspect();
      case 'restart':
        return restart(step.tab);
    }
  };
  const noDatabaseYet = async (): Promise<void> => {
    if (!(isStored ? answered : model.wasTrue())) expect(await databaseNames()).toEqual([]);
  };

  const calm = async (): Promise<void> => {
    accesses.length = 0;
    fates.length = 0;
    for (let round = 0; round < 2; round++) {
      await clock.advance(60_000);
      for (const tab of tabs) await tab.flush();
    }
    await clock.advance(60_000);
    model.quiet();
    expect(model.wrongs).toEqual([]);
    await noDatabaseYet();
    if (model.allOff()) expect(await whatRemains()).toEqual({});
  };

  return {
    clock,
    model,
    tabs,
    collector,
    calm,
    async take(step) {
      await act(step);
      expect(model.wrongs).toEqual([]);
      await noDatabaseYet();
    },
    async end() {
      await calm();
      for (const tab of tabs) await clock.run(tab.telemetry.stop());
      const last = open(answersOf([true]), 0, tabs[0]);
      for (let day = 0; day < 4; day++) {
        await clock.advance(86_400_000);
        await last.flush();
      }
      await clock.run(last.telemetry.stop());
      expect(model.wrongs).toEqual([]);
      expect(model.delivered(collector.sums)).toEqual(model.standing());
      for (const [token, count] of Object.entries(collector.sums)) {
        if (token !== 'turns/total') expect(count).toBeLessThanOrEqual(model.recorded[token as never] ?? 0);
      }
    },
  };
}

/** What is stored beside the answer and an empty ledger with an epoch. */
async function whatRemains(): Promise<Record<string, unknown>> {
  const stored = new Map(await everythingStored());
  const { epoch } = Object(stored.get('snapshot'));
  if (stored.has('snapshot')) {
    expect(epoch).not.toBe('');
    expect(stored.get('snapshot')).toEqual(emptyLedger(epoch));
  }
  for (const kept of ['snapshot', 'consent']) stored.delete(kept);
  return Object.fromEntries(stored);
}
