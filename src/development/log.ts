/** Writes to the console, where there is one. */
export function log(level: 'info' | 'warn' | 'error', text: string): void {
  globalThis.console?.[level]?.(`turntally: ${text}`);
}
