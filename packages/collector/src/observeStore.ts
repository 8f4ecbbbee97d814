import type { CollectorStore } from './CollectorStore.js';
import { singleBatches } from './singleBatches.js';
import { utcDate } from './utcDays.js';

/** Whether the store works, and the error if it does not. */
export type StoreStatus = { readonly kind: 'working' } | { readonly kind: 'failing'; readonly error: unknown };

export interface ObservedStore {
  readonly store: CollectorStore;
  /** Rejects if the store cannot be read, or if a write has failed and another write fails too. */
  checkHealth(): Promise<unknown>;
}

type Access = 'read' | 'write' | 'maintain';

interface Failure {
  readonly reason: string;
  /** A write failed. That a later read succeeds does not show that writes succeed again. */
  readonly ofWrite: boolean;
}

const pauseMs = 60_000;

/** The default of `onStoreStatus`. A store may fail now and then, so it prints at most once a minute. */
function printFailures(now: () => number, app?: string): (status: StoreStatus) => void {
  const where = app === undefined ? '' : ` of ${app}`;
  let printedAt = Number.NEGATIVE_INFINITY;
  return (status) => {
    if (status.kind === 'working' || Math.abs(now() - printedAt) < pauseMs) return;
    printedAt = now();
    console.error(`turntally: the store${where} fails, so posts are answered 503:`, status.error);
  };
}

/**
 * Reads and writes through `store`, and reports when it starts to fail, fails in another way, or works again.
 *
 * @param app - The app that the default of `onStatus` names.
 */
export function observeStore(
  store: CollectorStore,
  now: () => number,
  onStatus?: (status: StoreStatus) => void,
  app?: string,
): ObservedStore {
  const callback = onStatus ?? printFailures(now, app);
  let failure: Failure | undefined;
  let lastTrialAt = Number.NEGATIVE_INFINITY;

  async function observe<T>(access: Access, result: Promise<T>): Promise<T> {
    try {
      const value = await result;
      succeeded(access);
      return value;
    } catch (error) {
      failed(access, error);
      throw error;
    }
  }

  async function observeEach<T>(access: Access, call: Promise<readonly PromiseSettledResult<T>[]>) {
    try {
      const results = await call;
      for (const result of results) {
        if (result.status === 'fulfilled') succeeded(access);
        else failed(access, result.reason);
      }
      return results;
    } catch (error) {
      failed(access, error);
      throw error;
    }
  }

  function succeeded(access: Access): void {
    // That old days can be deleted does not show that batches can be counted.
    if (failure === undefined || access === 'maintain' || (access === 'read' && failure.ofWrite)) return;
    failure = undefined;
    report({ kind: 'working' });
  }

  function failed(access: Access, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const isNew = reason !== failure?.reason;
    failure = { reason, ofWrite: access !== 'read' || failure?.ofWrite === true };
    if (isNew) report({ kind: 'failing', error });
  }

  /** An exception of the callback must not change the result of a write that is committed. */
  function report(status: StoreStatus): void {
    try {
      callback(status);
    } catch {}
  }

  const observed: CollectorStore = {
    setUp: () => observe('read', store.setUp()),
    findAll: (keys) => observeEach('read', store.findAll(keys)),
    settleAll: (date, settlements) => observeEach('write', store.settleAll(date, settlements)),
    publish: (before, minReports) => observe('maintain', store.publish(before, minReports)),
    forget: (today) => observe('maintain', store.forget(today)),
    drop: (before, keepDays) => observe('maintain', store.drop(before, keepDays)),
    rows: (filter) => observe('read', store.rows(filter)),
    sums: (filter, by) => observe('read', store.sums(filter, by)),
    totals: (since) => observe('read', store.totals(since)),
    omissions: (period) => observe('read', store.omissions(period)),
    annotate: (annotation) => observe('write', store.annotate(annotation)),
    deleteAnnotations: (date, text) => observe('write', store.deleteAnnotations(date, text)),
    annotations: (period) => observe('read', store.annotations(period)),
    close: () => store.close(),
  };

  /**
   * A load balancer sends no posts while the check fails, so the check must write by itself to notice that writes succeed
   * again. Anybody may ask, so it writes once a second at most, and checks in between fail.
   */
  async function tryWrite(): Promise<unknown> {
    if (Math.abs(now() - lastTrialAt) < 1000) throw new Error('a write has failed');
    lastTrialAt = now();
    const today = utcDate(now());
    const decision = { kind: 'void', refusal: 'unavailable' } as const;
    return batches.settle({ id: `healthz-${crypto.randomUUID()}`, sealed: today, decision }, today);
  }

  const batches = singleBatches(observed);
  const readOne = () => batches.find({ id: 'healthz', sealed: '' });
  return { store: observed, checkHealth: () => (failure?.ofWrite ? tryWrite() : readOne()) };
}
