import type { AgentEvent, Translator } from '../events.js';
import { classifyToolError, outcomesWithoutFailure } from '../reducers/classifyError.js';
import { type AdapterOptions, ownToolError } from './AdapterOptions.js';
import { callUsage, errorClass, ofProvider, toolFailed, turnDone } from './agentEvents.js';
import type { Fields } from './foreign.js';

export type { AdapterOptions, ToolError } from './AdapterOptions.js';

/** An event as desktop agents emit them: an `AgentEvent`, its kind and fields in camel or in snake case. */
export type WireEvent = { readonly kind: string };

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const field = (of: Fields, name: string): unknown => of[name] ?? of[snake(name)];

/** Titles, summaries and subagents call models, too: not for the turn's answer. */
const ownSources: readonly unknown[] = [undefined, null, '', 'executor', 'planner'];

const startsWith = (text: unknown, beginning: string): boolean =>
  typeof text === 'string' && text.startsWith(beginning);

const saysEmptyFinal = ({ code, text, detail }: Fields): boolean =>
  code === 'empty_final' ||
  [text, detail].some((said) => startsWith(said, 'empty final answer blocked')) ||
  startsWith(text, 'No visible answer was produced');

/** As `wire`, with options. `toolError` gets the tool's error. */
export const wireWith =
  (options?: AdapterOptions<unknown>): Translator<WireEvent> =>
  () => {
    let open = false;
    /** Turns taken for cut. One that ran beside another tells its end after all, and is not counted again. */
    let cut = 0;
    /** The last one that an event of the turn had. */
    let provider: unknown;

    const done = (error: unknown, outcome?: unknown): AgentEvent[] => {
      open = false;
      const isFailure = error && !outcomesWithoutFailure.includes(outcome);
      return ofProvider(provider, turnDone(isFailure ? errorClass(error) : undefined, false));
    };
    const end = (error: unknown = { class: 'stream_interrupted' }): AgentEvent[] => (open ? done(error) : []);

    return {
      next(item) {
        const event = item as Fields;
        const usage = (event.usage ?? {}) as Fields;
        const tool = (event.tool ?? {}) as Fields;
        switch (snake(item.kind)) {
          case 'turn_started': {
            // A wire that never ends cannot tell that the turn before it was cut.
            if (open) cut++;
            const ended = end();
            open = true;
            provider = event.provider;
            return ended;
          }
          case 'usage': {
            if (!ownSources.includes(usage.source)) return [];
            const cached = field(usage, 'cacheHitTokens');
            const input = Number(cached) + Number(field(usage, 'cacheMissTokens') ?? Number.NaN);
            provider = event.provider ?? provider;
            return ofProvider(provider, [callUsage(field(usage, 'finishReason'), cached, input)]);
          }
          case 'tool_result':
            // A result that is not complete yet, or is shown again.
            if (!tool.err || tool.partial || tool.refreshed) return [];
            return toolFailed(ownToolError(options, tool.err) ?? classifyToolError(tool.err));
          case 'notice':
            return saysEmptyFinal(event) ? [{ kind: 'notice', code: 'empty_final' }] : [];
          case 'compaction_done':
            return [{ kind: 'compaction_done' }];
          case 'turn_done':
            provider = event.provider ?? provider;
            if (open || !cut) return done(event.err, event.outcome);
            cut--;
        }
        return [];
      },
      end,
    };
  };

/** Events over a wire, such as Electron's IPC: one turn from `turn_started` to `turn_done`, the next start or the end. */
export const wire: Translator<WireEvent> = wireWith();
