import { limits } from './limits.js';

/** The operating systems a release can be attributed to. */
export const operatingSystems = ['linux', 'macos', 'windows', 'android', 'ios', 'other'] as const;
export type Os = (typeof operatingSystems)[number];

/** What a count is attributed to: the release that observed it. */
export type Release = { readonly version: string; readonly os: Os };

export const isRelease = (value: { version?: unknown; os?: unknown }): value is Release =>
  typeof value.version === 'string' &&
  limits.version.test(value.version) &&
  (operatingSystems as readonly unknown[]).includes(value.os);
