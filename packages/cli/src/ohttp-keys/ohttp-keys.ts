import { existsSync } from 'node:fs';
import { publicKeyConfigs, rotateKeys } from '@turntally/collector/ohttp';
import { parseCommandLine } from '../parseCommandLine.js';
import { parseNumber } from '../parseNumber.js';
import { printable } from '../printable.js';
import { readKeysFile } from '../readKeysFile.js';
import { UsageError } from '../UsageError.js';
import { writeKeysFile } from './writeKeysFile.js';

const help = `Usage: turntally ohttp-keys [options] <file>

Prints the public keys of an Oblivious HTTP gateway, in base64: the option
keyConfig of obliviousFetch, to be pinned in the app. If there is no file, it is
made, with a new key. Only its owner can read it.

Options:
  --rotate          add a new key; the ones before it stay valid for a while, and
                    those whose time is over are dropped from the file
  --overlap <days>  with --rotate: for how many days, from 14 to 3650, default 14
  --help            show this help

Build the app with what is printed after a rotation, and restart the collector.
An app that pins only older keys cannot deliver when their time is over.
`;

/**
 * `turntally ohttp-keys`: makes, rotates and prints the keys of a gateway.
 *
 * @throws UsageError for a wrong command line or a file that cannot be used, Error if it cannot be written.
 */
export async function ohttpKeys(args: readonly string[]): Promise<void> {
  const { values: options, positionals } = parseCommandLine('ohttp-keys', {
    args: [...args],
    allowPositionals: true,
    options: {
      rotate: { type: 'boolean', default: false },
      overlap: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError('missing file; see turntally ohttp-keys --help');
  if (extra !== undefined) throw new UsageError(`unexpected argument "${extra}": ohttp-keys takes one file`);
  if (options.overlap !== undefined && !options.rotate) throw new UsageError('--overlap needs --rotate');
  const overlapDays = parseNumber('--overlap', options.overlap ?? '14', 14, 3650);
  const isNew = !existsSync(file);
  const before = isNew ? [] : readKeysFile(file);
  const keys = isNew || options.rotate ? await rotateKeys(before, { overlapDays }) : before;
  if (keys !== before) {
    writeKeysFile(file, keys, isNew);
    process.stderr.write(`turntally: made key ${keys[0]?.id} in ${printable(file)}\n`);
  }
  process.stdout.write(`${Buffer.from(publicKeyConfigs(keys)).toString('base64')}\n`);
}
