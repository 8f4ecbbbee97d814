import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOrGet } from './findOrGet.js';

/**
 * Returns the folder of PostgreSQL's programs, which are installed by apt if there are none and this is root.
 *
 * @throws Error that explains how to provide PostgreSQL
 */
export async function findOrGetPostgres(): Promise<string> {
  const how =
    'Install PostgreSQL 13 or later, e.g. by `apt-get install postgresql` or `brew install postgresql`, or set POSTGRES_BIN to the folder of `initdb` and `postgres`.';
  if (chosen !== undefined && (await find()) === undefined) {
    throw new Error(`There is no initdb in ${chosen}, which POSTGRES_BIN names. ${how}`);
  }
  return findOrGet({ name: 'PostgreSQL', debianPackage: 'postgresql', how, find });
}

const chosen = process.env.POSTGRES_BIN;

/** Where Debian keeps a folder for each version, with programs that are not on the path. */
const debian = '/usr/lib/postgresql';

async function find(): Promise<string | undefined> {
  const versions = await readdir(debian).catch(() => []);
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin'));
  const onPath = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  for (const folder of chosen === undefined ? [...newestFirst, ...onPath] : [chosen]) {
    const isThere = await Promise.all(['initdb', 'postgres'].map((name) => access(join(folder, name)))).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
  }
  return undefined;
}
