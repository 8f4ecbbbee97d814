import { limits, versionRule } from 'turntally/protocol';
import { UsageError } from '../UsageError.js';

/** Returns the versions in the lists. @throws UsageError naming the first that no release can have. */
export function parseVersions(lists: readonly string[]): readonly string[] {
  const versions = lists.flatMap((list) => list.split(',')).map((version) => version.trim());
  const wrong = versions.find((version) => !limits.version.test(version));
  if (wrong === undefined) return versions;
  throw new UsageError(
    `--versions must be versions such as 1.4.0,1.5.0, not ${JSON.stringify(wrong)}: each ${versionRule}`,
  );
}
