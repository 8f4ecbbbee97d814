import { type ParseArgsConfig, parseArgs } from 'node:util';
import { errorMessage } from './errorMessage.js';
import { UsageError } from './UsageError.js';

/** Parses the arguments of a command. @throws UsageError for an unknown option, a missing value or an extra argument. */
export function parseCommandLine<T extends ParseArgsConfig>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const message = errorMessage(error).replace(/\.$/, '');
    throw new UsageError(`${message}; see turntally ${command} --help`);
  }
}
