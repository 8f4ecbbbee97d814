import type { Translator } from 'turntally';
import { acp } from 'turntally/adapters/acp';
import { agUi } from 'turntally/adapters/ag-ui';
import { aiSdk } from 'turntally/adapters/ai-sdk';
import { claudeAgent } from 'turntally/adapters/claude-agent';
import { wire } from 'turntally/adapters/wire';

/** A format of recorded sessions. */
export interface Format {
  /** The adapter for its items; `undefined` for the events that `tap()` takes without an adapter. */
  readonly translator: Translator<never> | undefined;
  /** What an item is called in messages. */
  readonly item: string;
  /** Every item has one of these fields. */
  readonly fields: readonly string[];
}

/** The formats, by the names that `--from` takes. */
export const formats = {
  events: { translator: undefined, item: 'an agent event', fields: ['kind'] },
  wire: { translator: wire, item: 'a wire event', fields: ['kind'] },
  'ai-sdk': { translator: aiSdk, item: 'an ai-sdk part', fields: ['type'] },
  'ag-ui': { translator: agUi, item: 'an ag-ui event', fields: ['type'] },
  acp: { translator: acp, item: 'an acp message', fields: ['sent', 'received'] },
  'claude-agent': { translator: claudeAgent, item: 'a claude-agent message', fields: ['type'] },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);
