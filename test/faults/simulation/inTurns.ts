import type { LedgerStore } from '../../../src/index.js';

/**
 * A store whose calls, and whose answers, wait until it is their turn. Calls are made, and answered, in the order that
 * one tab makes them: so much a connection to IndexedDB guarantees.
 */
export const inTurns =
  (turn: (port: string) => Promise<void>) =>
  (store: LedgerStore): LedgerStore => {
    let lastCall: Promise<unknown> = Promise.resolve();
    let lastAnswer: Promise<unknown> = Promise.resolve();
    const ordered = <T>(name: string, call: () => Promise<T>): Promise<T> => {
      const begun = lastCall.then(() => turn(name));
      const result = begun.then(call);
      const answered = Promise.allSettled([lastAnswer, result]).then(() => turn(`${name} answered`));
      lastCall = begun;
      lastAnswer = answered;
      return answered.then(() => result);
    };
    return {
      kind: store.kind,
      append: (tally, epoch) => ordered('append', () => store.append(tally, epoch)),
      read: () => ordered('read', () => store.read()),
      apply: (action) => ordered(action.type, () => store.apply(action)),
      close: () => store.close(),
    };
  };
