import { limits, versionRule } from 'turntally/protocol';
import type { Signals } from 'turntally/signals';
import { parseProviders } from '../parseProviders.js';
import { readSignalsFile } from '../readSignalsFile.js';
import { UsageError } from '../UsageError.js';
import { valuesByApp } from './valuesByApp.js';

/** What an app has of its own. */
export interface AppSettings {
  /** Its name; `undefined` if the collector is for one app, which has no path of its own. */
  readonly app: string | undefined;
  /** All versions are accepted if `undefined`. */
  readonly versions: readonly string[] | undefined;
  readonly extraSignals: Signals;
  /** Nothing is counted by provider if `undefined`. */
  readonly providers: readonly string[] | undefined;
}

interface AppFlags {
  readonly app: readonly string[];
  readonly versions?: readonly string[] | undefined;
  readonly signals?: readonly string[] | undefined;
  readonly providers?: readonly string[] | undefined;
}

/** Returns what each app has of its own; without `--app`, that of one without a name. @throws UsageError for the first mistake */
export function readApps({ app: apps, ...given }: AppFlags): readonly AppSettings[] {
  const twice = apps.find((app, index) => apps.indexOf(app) !== index);
  if (twice !== undefined) throw new UsageError(`--app ${twice} is given twice; each app needs a name of its own`);
  const versionsOf = valuesByApp('--versions', given.versions, apps);
  const signalsOf = valuesByApp('--signals', given.signals, apps);
  const providersOf = valuesByApp('--providers', given.providers, apps);
  return (apps.length > 0 ? apps : [undefined]).map((app) => {
    const versions = versionsOf(app);
    const providers = providersOf(app);
    const [signals, another] = signalsOf(app);
    if (another !== undefined) throw new UsageError('--signals names two files for one app; give one file');
    return {
      app,
      versions: versions.length > 0 ? parseVersions(versions) : undefined,
      extraSignals: signals === undefined ? {} : readSignalsFile(signals).signals,
      providers: providers.length > 0 ? parseProviders(providers) : undefined,
    };
  });
}

/** Returns the versions in the lists. @throws UsageError naming the first that no release can have. */
function parseVersions(lists: readonly string[]): readonly string[] {
  const versions = lists.flatMap((list) => list.split(',')).map((version) => version.trim());
  const wrong = versions.find((version) => !limits.version.test(version));
  if (wrong === undefined) return versions;
  throw new UsageError(
    `--versions must be versions such as 1.4.0,1.5.0, not ${JSON.stringify(wrong)}: each ${versionRule}`,
  );
}
