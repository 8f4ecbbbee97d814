import { afterEach, beforeEach, expect, vi } from 'vitest';

/**
 * For a file of tests in which nothing may throw where nobody catches, reject unhandled, or log.
 *
 * @returns what was heard so far; a test that expects something (rxjs reports what an app's own observer throws) empties it.
 */
export function quietly(): unknown[] {
  const heard: unknown[] = [];
  const hear = (...what: unknown[]): void => void heard.push(what);
  beforeEach(() => {
    heard.length = 0;
    for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
      vi.spyOn(console, method).mockImplementation(hear);
    }
    process.on('unhandledRejection', hear);
    process.on('uncaughtException', hear);
  });
  afterEach(async () => {
    // Node tells of rejections once the microtasks are done.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    process.off('uncaughtException', hear);
    vi.restoreAllMocks();
    expect(heard).toEqual([]);
  });
  return heard;
}
