import type { Translator } from 'turntally';
import { acp } from 'turntally/adapters/acp';
import { agUi } from 'turntally/adapters/ag-ui';
import { aiSdk } from 'turntally/adapters/ai-sdk';
import { wire } from 'turntally/adapters/wire';

/** A format that sessions are recorded in: its adapter, and the field by which its items are known, any one of several. */
export interface Format {
  readonly translator: Translator<never> | undefined;
  readonly fields: readonly string[];
}

/** By the names that --from takes. `events` is what `tap()` takes without an adapter. */
export const formats = {
  events: { translator: undefined, fields: ['kind'] },
  wire: { translator: wire, fields: ['kind'] },
  'ai-sdk': { translator: aiSdk, fields: ['type'] },
  'ag-ui': { translator: agUi, fields: ['type'] },
  acp: { translator: acp, fields: ['sent', 'received'] },
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name);
