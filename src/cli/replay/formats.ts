import { acp } from '../../adapters/acp.js';
import { agUi } from '../../adapters/agUi.js';
import { aiSdk } from '../../adapters/aiSdk.js';
import { wire } from '../../adapters/wire.js';
import type { Translator } from '../../events.js';

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
