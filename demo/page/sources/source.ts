import { catchError, concat, concatMap, defer, from, mergeMap, Observable, of, switchMap } from 'rxjs';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice } from '../../sources/sourceTurn.js';

/** An agent of one framework. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** The line of code that attaches the counting. */
  readonly attachment: string;
  readonly turns: readonly TurnChoice[];
  /** Runs and counts these turns; emits what the page shows. A single turn has a real agent's pace, several come fast. */
  run(turns: readonly TurnChoice[]): Observable<DemoEvent>;
}

/** Loads a framework when it is first used, because most visitors use only the first one. */
export function lazily(source: Omit<Source, 'run'>, load: () => Promise<Source['run']>): Source {
  let loaded: Promise<Source['run']> | undefined;
  const run = () => {
    loaded ??= load();
    return loaded;
  };
  return { ...source, run: (turns) => defer(run).pipe(switchMap((run) => run(turns))) };
}

/** Runs turns one after another, each with its own stream. `show` converts a stream's items into what the page shows. */
export function turnByTurn<Item>(
  stream: (turn: TurnChoice, fast: boolean) => Observable<Item>,
  show: (item: Item) => DemoEvent[],
): Source['run'] {
  return (turns) =>
    from(turns).pipe(
      concatMap((turn) =>
        concat(
          of<DemoEvent>({ kind: 'turn_started', prompt: turn.prompt }),
          stream(turn, turns.length > 1).pipe(
            mergeMap(show),
            catchError((error) => of<DemoEvent>({ kind: 'notice', text: `${error?.message ?? error}` })),
          ),
          of<DemoEvent>({ kind: 'turn_done' }),
        ),
      ),
    );
}

/** The items that `run` shows; to unsubscribe aborts its signal. */
export const itemsOf = <Item>(run: (show: (item: Item) => void, signal: AbortSignal) => Promise<void>) =>
  new Observable<Item>((subscriber) => {
    const stop = new AbortController();
    run((item) => subscriber.next(item), stop.signal).then(
      () => subscriber.complete(),
      (error) => subscriber.error(error),
    );
    return () => stop.abort();
  });

/** The line that the page shows below the output of a model call. */
export function modelCall(finishReason: unknown, cached: unknown, input: unknown): DemoEvent[] {
  const [cacheHitTokens, all] = [Number(cached ?? 0), Number(input ?? 0)];
  return [
    {
      kind: 'usage',
      usage: { finishReason: `${finishReason ?? ''}`, cacheHitTokens, cacheMissTokens: all - cacheHitTokens },
    },
  ];
}
