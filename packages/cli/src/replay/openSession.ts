import { fstatSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { explainReadError } from '../explainReadError.js';
import { UsageError } from '../UsageError.js';

export interface Session {
  /** The path, or `standard input`. */
  readonly name: string;
  /** The size, or `undefined` if it is not known before the end, e.g. of a pipe. */
  readonly bytes: number | undefined;
  readonly chunks: AsyncIterable<Buffer>;
}

const chunkBytes = 256 * 1024;

/**
 * Opens a recorded session: a file, or standard input if the path is missing or `-`.
 *
 * @throws UsageError with a readable message if it cannot be read.
 */
export async function openSession(path: string | undefined): Promise<Session> {
  const isInput = path === undefined || path === '-';
  const name = isInput ? 'standard input' : path;
  try {
    return { name, ...(isInput ? openInput() : await openFile(path)) };
  } catch (error) {
    throw new UsageError(`${name}: ${explainReadError(error)}`);
  }
}

async function openFile(path: string) {
  const handle = await open(path);
  try {
    const stats = await handle.stat();
    checkIsNoFolder(stats);
    return { bytes: fileSize(stats), chunks: handle.createReadStream({ highWaterMark: chunkBytes }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Standard input has a size if a file is redirected to it. */
function openInput() {
  const stats = statInput();
  checkIsNoFolder(stats);
  return { bytes: fileSize(stats), chunks: process.stdin };
}

/** Returns `undefined` if standard input is closed. */
function statInput(): Stats | undefined {
  try {
    return fstatSync(process.stdin.fd);
  } catch {
    return undefined;
  }
}

function checkIsNoFolder(stats: Stats | undefined): void {
  if (stats?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
}

const fileSize = (stats: Stats | undefined): number | undefined => (stats?.isFile() ? stats.size : undefined);
