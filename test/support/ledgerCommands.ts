import fc from 'fast-check';
import { expect } from 'vitest';
import { totalOf } from '../../src/reducers/counters.js';
import { emptyLedger, fold, type LedgerAction, reduceLedger } from '../../src/reducers/ledger.js';
import {
  add,
  keptIn,
  lostOf,
  type Model,
  obey,
  observeReports,
  type Real,
  reportTokens,
  type Sums,
  withReports,
} from './ledgerLaws.js';
import { batchId, day, tally, tokens, vocabulary } from './ledgers.js';

type Command = fc.Command<Model, Real>;

function command(name: string | (() => string), run: (model: Model, real: Real) => void): Command {
  return {
    check: () => true,
    run(model, real) {
      run(model, real);
      obey(model, real);
    },
    toString: () => (typeof name === 'string' ? name : name()),
  };
}

const act = (real: Real, action: LedgerAction): void => {
  real.ledger = reduceLedger(real.ledger, action);
};

const tallies = fc.oneof(
  { arbitrary: fc.array(tally, { minLength: 1, maxLength: 4 }), weight: 6 },
  fc.uniqueArray(tally, { minLength: 12, maxLength: 20, selector: ({ release }) => release.version }),
);
const append = tallies.map((tallies) =>
  command(
    () => `append ${JSON.stringify(tallies)}`,
    (model, real) => {
      add(model.observed, ...tallies);
      real.ledger = fold(real.ledger, tallies);
    },
  ),
);

const known = fc.oneof(
  { arbitrary: fc.constant(withReports), weight: 8 },
  fc.constantFrom(undefined, vocabulary),
  fc.nat(70).map((dropped) => new Set([...withReports].slice(dropped))),
);
const open = known.map((allowed) =>
  command(`open with ${allowed?.size ?? 'any'} tokens`, (model, real) => {
    const before = real.ledger.outbox;
    const had: Sums = new Map();
    add(had, ...real.ledger.pending);
    const id = batchId(model.ids++);
    act(real, { type: 'opened', id, now: model.now, ...(allowed && { vocabulary: allowed }) });
    const { outbox } = real.ledger;
    if (outbox?.id === id) observeReports(model, real.ledger, had, allowed);
    if (outbox?.id === id) expect(outbox).toMatchObject({ sealedAt: model.now, strikes: 0, launches: 1 });
    else if (outbox !== undefined) expect(outbox).toEqual(before && { ...before, launches: before.launches + 1 });
  }),
);

const jump = fc.constantFrom(1000, day - 1, day, 7 * day, 14 * day, 15 * day, -1000, -day, -2 * day).map((ms) =>
  command(`clock ${ms}`, (model) => {
    model.now = Math.max(0, model.now + ms);
  }),
);

/** An answer for the batch in the outbox, or for one of long ago. */
const answered = (name: string, toAction: (id: string, now: number) => LedgerAction): fc.Arbitrary<Command> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 6 }, fc.nat(9)).map((stray) =>
    command(`${name}${stray === undefined ? '' : ' for another batch'}`, (model, real) => {
      const { outbox } = real.ledger;
      const stranger = [...model.bodies.keys()].filter((id) => id !== outbox?.id).at(stray ?? 0);
      const id = (stray === undefined ? outbox?.id : stranger) ?? 'never-sealed-00000';
      const action = toAction(id, model.now);
      const before = real.ledger;
      act(real, action);
      if (id !== outbox?.id) expect(real.ledger).toEqual(before);
      else if (action.type === 'delivered') add(model.delivered, outbox);
    }),
  );

const settle = fc.oneof(
  answered('delivered', (id, at) => ({ type: 'delivered', id, now: at })),
  { arbitrary: answered('struck', (id) => ({ type: 'struck', id })), weight: 3 },
  fc
    .oneof(
      fc.constant([]),
      fc.subarray([...tokens], { maxLength: 5 }),
      fc.subarray([...tokens.slice(0, 8), ...reportTokens]),
    )
    .chain((named) => answered(`foldedBack ${named}`, (id) => ({ type: 'foldedBack', id, named }))),
);

const erase = fc.constant(
  command('erase', (model, real) => {
    add(model.erased, ...keptIn(real.ledger));
    model.lostBefore += lostOf(real.ledger);
    model.forgotten += totalOf(real.ledger.unreported);
    act(real, { type: 'erased' });
    expect(real.ledger).toEqual(emptyLedger());
  }),
);

const rest = fc.oneof(
  fc.nat().map((ms) =>
    command(`postpone ${ms}`, (model, real) => {
      const { failures } = real.ledger.delivery;
      act(real, { type: 'postponed', until: model.now + ms });
      expect(real.ledger.delivery).toMatchObject({ failures: failures + 1, notBefore: model.now + ms });
    }),
  ),
  fc.constant(
    command('fold', (_, real) => {
      const before = real.ledger;
      act(real, { type: 'folded', epoch: 'another' });
      expect(real.ledger).toEqual({ ...before, epoch: before.epoch || 'another' });
    }),
  ),
);

export const ledgerCommands = fc.commands(
  [append, open, settle, settle, jump, fc.oneof({ arbitrary: rest, weight: 3 }, erase)],
  { maxCommands: 60, size: 'max' },
);
