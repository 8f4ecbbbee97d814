import { OptionError, withExtraSignals } from 'turntally/signals';
import { UsageError } from './UsageError.js';

/**
 * Reads the providers of `--providers openai,anthropic,other`, which may be several lists.
 *
 * @throws UsageError naming the first mistake.
 */
export function parseProviders(lists: readonly string[] | undefined): readonly string[] | undefined {
  const providers = lists?.flatMap((list) => list.split(',')).map((name) => name.trim());
  try {
    withExtraSignals({}, providers);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new UsageError(`--providers ${error.reason}`);
  }
  return providers;
}
