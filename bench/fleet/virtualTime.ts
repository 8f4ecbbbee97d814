import { type SchedulerLike, Subscription } from 'rxjs';

export type VirtualTime = SchedulerLike & {
  /** Does all that is due until then; between two moments, everything goes on that needs no timer. */
  run(untilMs: number): Promise<void>;
  /** Does `work` at this time, epoch milliseconds; time stands still until it resolves. */
  at(ms: number, work: () => Promise<unknown> | undefined): void;
};

interface Due {
  readonly ms: number;
  /** Of two that are due at the same time, the one that was scheduled first comes first. */
  readonly order: number;
  work: (() => Promise<unknown> | undefined) | undefined;
}

/** Clock and timers of a whole fleet. The timers are a heap: RxJS sorts those of its `VirtualTimeScheduler` for each new one. */
export function createVirtualTime(startMs: number): VirtualTime {
  let now = startMs;
  let scheduled = 0;
  const heap: Due[] = [];

  const add = (ms: number, work: Due['work']): Due => {
    const due: Due = { ms: Math.max(ms, now), order: scheduled++, work };
    push(heap, due);
    return due;
  };

  return {
    now: () => now,
    schedule(work, delay = 0, state): Subscription {
      const due = add(now + delay, () => {
        // Nothing of turntally schedules its action again.
        work.call(undefined as never, state as never);
        return undefined;
      });
      return new Subscription(() => {
        due.work = undefined;
      });
    },
    at: (ms, work) => void add(ms, work),
    async run(untilMs) {
      for (let next = heap[0]; next && next.ms <= untilMs; next = heap[0]) {
        now = next.ms;
        for (; next?.ms === now; next = heap[0]) {
          pop(heap);
          await next.work?.();
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = untilMs;
    },
  };
}

const isBefore = (a: Due, b: Due): boolean => a.ms < b.ms || (a.ms === b.ms && a.order < b.order);

function push(heap: Due[], due: Due): void {
  let at = heap.length;
  for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
    const above = heap[parent] as Due;
    if (!isBefore(due, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const isRight = left !== undefined && right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!child || !isBefore(child, last)) break;
    heap[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
