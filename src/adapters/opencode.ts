import type { AgentEvent, Translator } from '../events.js';
import type { AdapterOptions } from './AdapterOptions.js';
import { errorClass } from './agentEvents.js';
import { keepLatest } from './keepLatest.js';
import { factsOf, type OpencodeEvent } from './opencodeFacts.js';
import { type Failure, opencodeTurn } from './opencodeTurn.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';
export type { OpencodeEvent } from './opencodeFacts.js';
export { type Tap, tapIterable } from './tapStream.js';

/** As `opencode`, with options. `toolError` gets the event that reports the failure. */
export const opencodeWith =
  (options?: AdapterOptions<unknown>): Translator<OpencodeEvent> =>
  () => {
    /** The sessions that are busy, as far as is known: an end may be missed. */
    const turns = new Map<unknown, ReturnType<typeof opencodeTurn<unknown>>>();
    /** The latest sessions of subagents: their work is part of another session's turn. */
    const children = new Set<unknown>();

    const end = (session: unknown, cut?: Failure): AgentEvent[] => {
      const turn = turns.get(session);
      // Many a session is idle twice.
      turns.delete(session);
      return turn?.end(cut) ?? [];
    };

    return {
      next(event) {
        const facts = factsOf(event);
        const { session, parent, kind } = facts;
        if (kind === 'session' && parent) {
          children.add(session);
          keepLatest(children);
          turns.delete(session);
        }
        if (kind === 'gone') {
          children.delete(session);
          return end(session, { class: undefined });
        }
        if (children.has(session)) return [];
        if (kind === 'idle') return end(session);
        const isBusy = kind === 'busy' || kind === 'retry';
        if (isBusy && !turns.has(session)) turns.set(session, opencodeTurn(options));
        keepLatest(turns);
        return turns.get(session)?.hear(facts, event) ?? [];
      },
      end(error) {
        const cut = { class: error === undefined ? 'stream_interrupted' : errorClass(error) } as const;
        return [...turns.keys()].flatMap((session) => end(session, cut));
      },
    };
  };

/** The events of an opencode server: one turn of a session from `busy` to `idle`, whatever other sessions do meanwhile. */
export const opencode: Translator<OpencodeEvent> = opencodeWith();
