/** What an error of opening a database means, in words for a person, where that can be told; else the error. */
export async function whyNotOpened(url: string, error: unknown): Promise<unknown> {
  const why = /no such column/.test(String(error))
    ? "this is another program's database"
    : /unable to open/i.test(String(error))
      ? await whatIsThere(url)
      : undefined;
  return why === undefined ? error : new Error(why, { cause: error });
}

async function whatIsThere(url: string): Promise<string | undefined> {
  const [{ statSync }, { dirname }] = await Promise.all([import('node:fs'), import('node:path')]);
  const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const path = decodeURIComponent(url.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '').replace(/[?#].*/s, ''));
  if (isFolder(path)) return 'this is a folder, not a file';
  return isFolder(dirname(path)) ? undefined : `there is no folder ${dirname(path)}`;
}
