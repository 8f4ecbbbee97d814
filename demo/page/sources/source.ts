import { catchError, concat, concatMap, defer, from, mergeMap, type Observable, of, switchMap } from 'rxjs';
import type { DemoEvent } from '../../script/demoEvent.js';
import type { TurnChoice } from '../../sources/sourceTurn.js';

/** An agent that the app can talk to, by its framework. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** The line that attaches the counting. */
  readonly attachment: string;
  readonly turns: readonly TurnChoice[];
  /** Runs these turns, counted, and emits what the page shows of them. One comes at an agent's pace, several come fast. */
  run(turns: readonly TurnChoice[]): Observable<DemoEvent>;
}

/** A framework is loaded when it is first used: most visitors of the page never use it. */
export function lazily(source: Omit<Source, 'run'>, load: () => Promise<Source['run']>): Source {
  let loaded: Promise<Source['run']> | undefined;
  const run = () => {
    loaded ??= load();
    return loaded;
  };
  return { ...source, run: (turns) => defer(run).pipe(switchMap((run) => run(turns))) };
}

/** Turns one after another, each with a stream of its own; `show` returns what the page draws of an item. */
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

/** The line under what a model call said. */
export function modelCall(finishReason: unknown, cached: unknown, input: unknown): DemoEvent[] {
  const [cacheHitTokens, all] = [Number(cached ?? 0), Number(input ?? 0)];
  return [
    {
      kind: 'usage',
      usage: { finishReason: `${finishReason ?? ''}`, cacheHitTokens, cacheMissTokens: all - cacheHitTokens },
    },
  ];
}
