import type { Signals } from 'turntally/signals';
import { describeByProvider, type SignalDescriptions, type Wording } from 'turntally/wording';

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

/**
 * Describes each signal the person is asked about. A signal or bucket without a description is shown by its name. What is
 * counted by provider follows its signal, as one, with the providers in place of its buckets.
 */
export function describeSignals(
  signals: Signals,
  descriptions: SignalDescriptions,
  isNew: (token: string) => boolean,
  wording: Pick<Wording, 'vocabulary' | 'byProvider'>,
): readonly DescribedSignal[] {
  const byProvider = describeByProvider(signals, wording);
  return Object.entries(signals)
    .filter(([signal]) => !signal.includes('.'))
    .flatMap(([signal, names]) => {
      const described = ownValue(descriptions, signal);
      const buckets = names.map((bucket) => ({
        name: ownValue(described?.buckets, bucket) ?? bucket,
        isNew: isNew(`${signal}/${bucket}`),
      }));
      const plain = {
        title: described?.title ?? signal,
        sentence: described?.sentence,
        example: described?.example,
        buckets: buckets.length > 1 ? buckets : [],
        isNew: buckets.some((bucket) => bucket.isNew),
      };
      const ofProviders = ownValue(byProvider, signal);
      if (!ofProviders) return plain;
      const providers = Object.entries(ofProviders.buckets).map(([ofProvider, name]) => ({
        name,
        isNew: names.some((bucket) => isNew(`${ofProvider}/${bucket}`)),
      }));
      return [plain, { ...ofProviders, buckets: providers, isNew: providers.some((provider) => provider.isNew) }];
    });
}

/** A signal may have the name of an inherited property, e.g. `constructor`. */
const ownValue = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;
