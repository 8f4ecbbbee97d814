import type { Signals } from '../signals.js';
import type { SignalDescription, SignalDescriptions, Wording } from './Wording.js';

/**
 * Describes what is counted by provider, by the signal that it is a part of; the buckets are those of each provider, by name:
 * `provider_error.openai`. Empty unless an app lists its providers.
 */
export function describeByProvider(
  signals: Signals,
  { vocabulary, byProvider }: Pick<Wording, 'vocabulary' | 'byProvider'>,
): SignalDescriptions {
  const titles = new Map<string, SignalDescription>(Object.entries(vocabulary));
  const described: Record<string, SignalDescription> = {};
  for (const name of Object.keys(signals)) {
    const [signal = '', provider] = name.split('.');
    if (!provider) continue;
    const { title, sentence, example, other } = byProvider;
    const buckets = { ...described[signal]?.buckets, [name]: provider === 'other' ? other : provider };
    described[signal] = { title: title(titles.get(signal)?.title ?? signal), sentence, example, buckets };
  }
  return described;
}
