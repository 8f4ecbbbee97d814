import type { Signals } from 'turntally/signals';
import type { SignalDescriptions } from 'turntally/wording';

/** A signal as a person reads of it. */
export interface DescribedSignal {
  readonly title: string;
  readonly sentence: string | undefined;
  readonly example: string | undefined;
  /** None where there is nothing to tell apart. */
  readonly buckets: readonly { readonly name: string; readonly isNew: boolean }[];
  /** Something of it is. */
  readonly isNew: boolean;
}

/** Each signal that is asked about, in words where there are any, else by its names. */
export function describe(
  signals: Signals,
  descriptions: SignalDescriptions,
  isNew: (token: string) => boolean,
): readonly DescribedSignal[] {
  return Object.entries(signals).map(([signal, names]) => {
    const described = own(descriptions, signal);
    const buckets = names.map((bucket) => ({
      name: own(described?.buckets, bucket) ?? bucket,
      isNew: isNew(`${signal}/${bucket}`),
    }));
    return {
      title: described?.title ?? signal,
      sentence: described?.sentence,
      example: described?.example,
      buckets: buckets.length > 1 ? buckets : [],
      isNew: buckets.some((bucket) => bucket.isNew),
    };
  });
}

/** Signals may be called like something that every object has, e.g. `constructor`. */
const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;
