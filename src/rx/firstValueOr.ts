import { unlessItThrows } from '../unlessItThrows.js';
import { mergeLenient } from './mergeLenient.js';
import type { Observable, Subscription } from './operators.js';

/** Resolves with the first value of any source; with `otherwise` if all complete or fail without one. Never rejects. */
export async function firstValueOr<T>(otherwise: T, ...sources: readonly Observable<T>[]): Promise<T> {
  let reader: Subscription | undefined;
  const first = await new Promise<T>((resolve) => {
    reader = mergeLenient(...sources).subscribe({ next: resolve, complete: () => resolve(otherwise) });
  });
  // A source of the app's may throw then.
  unlessItThrows(() => reader?.unsubscribe());
  return first;
}
