import type { GatewayKey } from './GatewayKey.js';

/** Whether requests that were sealed with the key are still opened at `time`, epoch milliseconds. */
export function isValid({ validUntil }: GatewayKey, time: number): boolean {
  return validUntil === undefined || time < Date.parse(validUntil);
}
