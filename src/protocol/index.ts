export { isExpired } from './isExpired.js';
export {
  batchRetentionDays,
  idRetentionDays,
  limits,
  longestPauseMs,
  maxLaunches,
  plausibleCount,
  versionRule,
} from './limits.js';
export { longestIdRetentionDays } from './longestIdRetentionDays.js';
export type { MetricsPayload } from './payload.js';
export type { Problem } from './problem.js';
export { isRelease, type Os, operatingSystems, type Release } from './release.js';
