import { checkOption } from 'turntally/signals';

const pattern = /^[a-z][a-z0-9-]{0,31}$/;

/** The first segments of the paths that are not an app's: `/healthz`, and those of a collector without apps. */
const reserved: readonly string[] = ['healthz', 'metrics', 'v1'];

/**
 * Checks the name of an app, which is the first segment of its paths: 1 to 32 of `a`–`z`, `0`–`9` and `-`, beginning with a
 * letter, and not `healthz`, `metrics` or `v1`.
 *
 * @param option - The option that the error names.
 * @throws OptionError if it is not such a name.
 * @example
 * checkAppName('chat', 'apps');
 */
export function checkAppName(name: unknown, option: string): asserts name is string {
  checkOption(
    typeof name === 'string' && pattern.test(name),
    option,
    `contains ${JSON.stringify(name)}; the name of an app is 1 to 32 of a-z, 0-9 and -, beginning with a letter`,
  );
  checkOption(!reserved.includes(name), option, `contains "${name}", which is a path of the collector itself`);
}
