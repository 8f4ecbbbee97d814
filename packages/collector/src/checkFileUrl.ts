import { checkOption } from 'turntally/signals';

/** Checks the URL of a SQLite file. @throws OptionError if it has another scheme, or more than a path */
export function checkFileUrl(url: unknown): void {
  const isFile = typeof url === 'string' && /^file:(?!:memory:)[^?#]+$/.test(url);
  checkOption(isFile, 'url', `must be file: and a path, such as "file:turntally.db", not ${JSON.stringify(url)}`);
}
