import { readFileSync, statSync } from 'node:fs';
import { type GatewayKey, parseKeys } from '@turntally/collector/ohttp';
import { OptionError } from 'turntally/signals';
import { errorMessage } from './errorMessage.js';
import { explainReadError } from './explainReadError.js';
import { UsageError } from './UsageError.js';

/**
 * Reads the keys of a gateway from a file that `turntally ohttp-keys` wrote.
 *
 * @throws UsageError naming the file and what is wrong with it.
 */
export function readKeysFile(path: string): readonly GatewayKey[] {
  try {
    return parseKeys(parseJson(readPrivate(path)));
  } catch (error) {
    throw new UsageError(
      `${path}: ${error instanceof OptionError ? `${error.option} ${error.reason}` : errorMessage(error)}`,
    );
  }
}

/** The message repeats nothing of the text, which contains keys. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('is not JSON; make a file of keys with turntally ohttp-keys');
  }
}

function readPrivate(path: string): string {
  let isShared: boolean;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    // Windows has no such modes.
    isShared = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  } catch (error) {
    throw new Error(explainReadError(error));
  }
  if (isShared) throw new Error('other users of this machine can read it; run chmod 600');
  return text;
}
