/** Replaces an error of opening a database by one that names the mistake, with the original as its cause, if it is known. */
export function explainOpenError(error: unknown): unknown {
  if (!/no such (column|table)/.test(String(error))) return error;
  return new Error('the file is a database of another program', { cause: error });
}

/** The path of a `file:` URL, which may be relative. */
export function pathOfUrl(url: string): string {
  return decodeURIComponent(url.replace(/^file:(\/\/(localhost)?(?=\/))?/i, ''));
}
