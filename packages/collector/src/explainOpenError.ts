/** Replaces an error of opening a database by one that names the mistake, with the original as its cause, if it is known. */
export async function explainOpenError(url: string, error: unknown): Promise<unknown> {
  const explanation = await explain(url, String(error));
  return explanation === undefined ? error : new Error(explanation, { cause: error });
}

async function explain(url: string, message: string): Promise<string | undefined> {
  if (/no such (column|table)/.test(message)) return 'the file is a database of another program';
  if (!/unable to open/i.test(message)) return undefined;
  const [{ statSync }, { dirname }] = await Promise.all([import('node:fs'), import('node:path')]);
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const path = pathOfUrl(url);
  if (isFolder(path)) return 'this is a folder, not a file';
  return isFolder(dirname(path)) ? undefined : `there is no folder ${dirname(path)}`;
}

/** The path of a `file:` URL, which may be relative. */
export function pathOfUrl(url: string): string {
  return decodeURIComponent(url.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '').replace(/[?#].*/s, ''));
}
