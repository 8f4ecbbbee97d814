import { fstatSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { whyUnreadable } from '../explainReadError.js';

export interface Session {
  /** For a person. */
  readonly name: string;
  /** Undefined where it cannot be known before the end. */
  readonly bytes: number | undefined;
  readonly chunks: AsyncIterable<Buffer>;
}

const chunkBytes = 256 * 1024;

/** A recorded session: a file, or standard input. @throws Error in words for a person when it cannot be read. */
export async function openSession(path: string | undefined): Promise<Session> {
  const isInput = path === undefined || path === '-';
  const name = isInput ? 'standard input' : path;
  try {
    const { stats, chunks } = isInput ? input() : await file(path);
    if (stats?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    return { name, bytes: stats?.isFile() ? stats.size : undefined, chunks: chunks() };
  } catch (error) {
    throw new Error(`${name}: ${whyUnreadable(error)}`);
  }
}

async function file(path: string) {
  const handle = await open(path);
  return { stats: await handle.stat(), chunks: () => handle.createReadStream({ highWaterMark: chunkBytes }) };
}

/** It may have a size, where a file is redirected to it. */
function input() {
  return { stats: statsOf(process.stdin.fd), chunks: () => process.stdin };
}

function statsOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    return undefined;
  }
}
