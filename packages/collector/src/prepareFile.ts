/**
 * Creates the file of a database if it is missing, for its owner only; SQLite gives its log the same permissions. Without this
 * check, SQLite would open a file that it may not write, and give few other reasons.
 *
 * @throws Error naming what keeps this process from using the file
 */
export async function prepareFile(path: string): Promise<void> {
  const [{ closeSync, openSync }, { dirname }] = await Promise.all([import('node:fs'), import('node:path')]);
  const folder = dirname(path);
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) === 'EEXIST') await checkFile(path);
    else throw whyNotCreated(error, folder);
  }
  await checkAccess(folder, mayNotCreate(folder));
}

async function checkFile(path: string): Promise<void> {
  const { statSync } = await import('node:fs');
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error('this is a link to a file that is missing');
  if (found.isDirectory()) throw new Error('this is a folder, not a file');
  if (!found.isFile()) throw new Error('this is not a regular file');
  await checkAccess(path, 'the user of this process may not read and write the file');
}

async function checkAccess(path: string, refusal: string): Promise<void> {
  const { accessSync, constants } = await import('node:fs');
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw explain(error, codeOf(error) === 'EROFS' ? readOnly : refusal);
  }
}

/** Explains why a file could not be created in `folder`. */
export function whyNotCreated(error: unknown, folder: string): unknown {
  switch (codeOf(error)) {
    case 'EEXIST':
      return explain(error, 'there is such a file already');
    case 'ENOENT':
      return explain(error, `there is no folder ${folder}`);
    case 'ENOTDIR':
      return explain(error, `${folder} is not a folder`);
    case 'EROFS':
      return explain(error, readOnly);
    case 'EACCES':
    case 'EPERM':
      return explain(error, mayNotCreate(folder));
    default:
      return error;
  }
}

const readOnly = 'the file system is read-only';

const mayNotCreate = (folder: string): string =>
  `the user of this process may not create files in the folder ${folder}`;

/** Deno names the permission that is missing. SQLite is native code and would do without, with a file that others may read. */
function explain(error: unknown, reason: string): unknown {
  return error instanceof Error && error.name === 'NotCapable' ? error : new Error(reason, { cause: error });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
