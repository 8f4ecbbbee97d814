import { fstatSync } from 'node:fs';
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
  if (path === undefined || path === '-') {
    return { name: 'standard input', bytes: sizeOfInput(), chunks: process.stdin };
  }
  try {
    const file = await open(path);
    const stats = await file.stat();
    if (stats.isDirectory()) {
      await file.close();
      throw Object.assign(new Error(), { code: 'EISDIR' });
    }
    const chunks = file.createReadStream({ highWaterMark: chunkBytes });
    return { name: path, bytes: stats.isFile() ? stats.size : undefined, chunks };
  } catch (error) {
    throw new Error(`${path}: ${reason(error)}`);
  }
}

/** Known where a file is redirected to it. */
function sizeOfInput(): number | undefined {
  try {
    const stats = fstatSync(process.stdin.fd);
    return stats.isFile() ? stats.size : undefined;
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
