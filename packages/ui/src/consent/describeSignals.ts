import type { Signals } from 'turntally/signals';
import type { SignalDescriptions } from 'turntally/wording';

/** A signal in words for a person who does not program. */
export interface DescribedSignal {
  readonly title: string;
  readonly sentence: string | undefined;
  readonly example: string | undefined;
  /** Empty if there is only one bucket, as there is nothing to distinguish. */
  readonly buckets: readonly { readonly name: string; readonly isNew: boolean }[];
  /** Whether any of its buckets is new. */
  readonly isNew: boolean;
}

/** Describes each signal the person is asked about. A signal or bucket without a description is shown by its name. */
export function describeSignals(
  signals: Signals,
  descriptions: SignalDescriptions,
  isNew: (token: string) => boolean,
): readonly DescribedSignal[] {
  return Object.entries(signals).map(([signal, names]) => {
    const described = ownValue(descriptions, signal);
    const buckets = names.map((bucket) => ({
      name: ownValue(described?.buckets, bucket) ?? bucket,
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

/** A signal may have the name of an inherited property, e.g. `constructor`. */
const ownValue = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;
