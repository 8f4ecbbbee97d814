import { withFlags } from '../withFlags.js';

/** The command line's name of each option of the collector that it sets. */
const flags: Readonly<Record<string, string>> = {
  url: '--db',
  path: '--path',
  apps: '--app',
  keep: '--keep',
  maxBytes: '--max-size',
  cors: '--cors',
  'access.token': '--token (TURNTALLY_TOKEN)',
};

/** Names the command line's option in errors of the collector's options. @throws UsageError for an OptionError */
export function withUsageErrors<T>(create: () => Promise<T>): Promise<T> {
  return withFlags(flags, create);
}
