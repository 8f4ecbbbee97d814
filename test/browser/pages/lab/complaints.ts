/** Uncaught errors, and everything written to the console. */
export type Complaints = () => readonly string[];

export function listen(): Complaints {
  const heard: string[] = [];
  globalThis.addEventListener('error', (event) => heard.push(String((event as ErrorEvent).message)));
  globalThis.addEventListener('unhandledrejection', (event) => heard.push(String(event.reason)));
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    console[level] = (...args: readonly unknown[]) => heard.push(args.map(String).join(' '));
  }
  return () => heard;
}
