import { type ParseArgsConfig, parseArgs } from 'node:util';
import { errorMessage } from './errorMessage.js';
import { UsageError } from './UsageError.js';

/**
 * Parses the arguments of a command.
 *
 * @throws UsageError for an unknown option, a missing value, an extra argument, or an option that is repeated and is not `multiple`.
 */
export function parseCommandLine<T extends ParseArgsConfig>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    const parsed = parseArgs(config);
    checkRepeated(config);
    return parsed;
  } catch (error) {
    const message = errorMessage(error).replace(/\.$/, '');
    throw new UsageError(`${message}; see turntally ${command} --help`);
  }
}

/** By default the last one counts, and the others are lost without a word. */
function checkRepeated(config: ParseArgsConfig): void {
  const { tokens = [] } = parseArgs({ ...config, tokens: true });
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const repeated = names.find((name, index) => !config.options?.[name]?.multiple && names.indexOf(name) < index);
  if (repeated !== undefined) throw new Error(`--${repeated} is given more than once; give it once`);
}
