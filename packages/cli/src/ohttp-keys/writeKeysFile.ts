import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { GatewayKey } from '@turntally/collector/ohttp';
import { errorMessage } from '../errorMessage.js';

/**
 * Writes keys to a file that only its owner can read. The file has the old keys or the new ones, even after a crash.
 *
 * @throws Error if that fails, or if `isNew` and there is such a file by now.
 */
export function writeKeysFile(path: string, keys: readonly GatewayKey[], isNew: boolean): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // A link fails where a rename would replace the keys that another process has just made.
    if (isNew) linkSync(temporary, path);
    else renameSync(temporary, path);
  } catch (error) {
    throw new Error(`${path}: cannot be written: ${errorMessage(error)}`);
  } finally {
    rmSync(temporary, { force: true });
  }
}
