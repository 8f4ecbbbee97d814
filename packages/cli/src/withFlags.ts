import { OptionError } from 'turntally/signals';
import { UsageError } from './UsageError.js';

/**
 * Names the command line's option in errors of options.
 *
 * @param flags - The command line's name of each option that it sets.
 * @throws UsageError for an OptionError
 */
export async function withFlags<T>(flags: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new UsageError(`${flags[error.option] ?? error.option} ${error.reason}`);
  }
}
