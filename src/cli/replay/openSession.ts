import { fstatSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

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
    throw new Error(`${name}: ${reason(error)}`);
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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? `it cannot be read: ${error instanceof Error ? error.message : error}`;
}
