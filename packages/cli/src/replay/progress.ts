import type { Session } from './openSession.js';

export interface Progress {
  update(bytes: number): void;
  /** Leaves nothing of it on the screen. */
  stop(): void;
}

/** Where it takes less, a bar would only flicker. */
const longBytes = 8 * 1024 * 1024;
/** Of the line beside the bar. */
const labelWidth = 40;

const none: Progress = { update() {}, stop() {} };

/** A progress bar: of a long file, on a terminal; and where its package is installed, for there is a result without it, too. */
export async function progressOf({ bytes = 0 }: Session, stream: NodeJS.WriteStream): Promise<Progress> {
  if (!stream.isTTY || bytes < longBytes) return none;
  const { SingleBar } = (await import('cli-progress').catch(() => undefined))?.default ?? {};
  if (!SingleBar) return none;
  const bar = new SingleBar({
    stream,
    format: 'reading {bar} {percentage} %, {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(1, Math.min(40, (stream.columns || 80) - labelWidth)),
    // Nothing to be restored when the process is interrupted.
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
    clearOnComplete: true,
  });
  bar.start(bytes, 0);
  return { update: (read) => bar.update(Math.min(read, bytes)), stop: () => bar.stop() };
}
