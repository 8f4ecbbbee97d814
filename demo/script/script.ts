import type { Counters, SignalToken } from 'turntally';
import type { DemoEvent, ScriptedTurn } from './demoEvent.js';
import { failingTurns } from './failingTurns.js';
import { workingTurns } from './workingTurns.js';

/** Twenty turns in which every event kind and every token occurs. A hundred turns are five rounds. */
export const round: readonly ScriptedTurn[] = [...workingTurns, ...failingTurns];

/** `count` turns of the round, starting with the turn at `from` and repeating the round as needed. */
export function turnsFrom(from: number, count: number): ScriptedTurn[] {
  const twice = [...round, ...round];
  const start = from % round.length;
  const rotated = twice.slice(start, start + round.length);
  return Array.from({ length: Math.ceil(count / round.length) }, () => rotated)
    .flat()
    .slice(0, count);
}

/** The sum of the stated counts of some turns. */
export function totalOf(turns: readonly ScriptedTurn[]): Counters {
  const total: Counters = {};
  for (const { counts } of turns) {
    for (const [token, count] of Object.entries(counts) as [SignalToken, number][]) {
      total[token] = (total[token] ?? 0) + count;
    }
  }
  return total;
}

const paceMs: Partial<Record<DemoEvent['kind'], number>> = {
  turn_started: 120,
  reasoning: 35,
  text: 40,
  tool_dispatch: 180,
  tool_progress: 220,
  tool_result: 260,
  compaction_started: 150,
  compaction_done: 700,
  approval_request: 300,
  ask_request: 300,
  steer: 400,
  retrying: 350,
};

/** A realistic pause before an event, in ms. */
export const pauseBefore = (event: DemoEvent): number => paceMs[event.kind] ?? 20;
