import { unlessItThrows } from '../unlessItThrows.js';

/** Whether the browser refuses storage: in a sandboxed frame, or where cookies are blocked. It then does so for the whole session. */
export const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'SecurityError';

/** Whether there is an IndexedDB to ask. Reading the property throws where storage is refused, in some browsers. */
export const hasIndexedDB = (): boolean => unlessItThrows(() => Boolean(globalThis.indexedDB)) ?? false;
