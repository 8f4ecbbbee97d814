import { SingleBar } from 'cli-progress';
import type { Session } from './openSession.js';

export interface ProgressBar {
  /** Shows that so many bytes were read. */
  update(bytes: number): void;
  /** Removes the bar from the screen. */
  stop(): void;
}

/** Shorter files are read before a bar can be seen. */
const shortestBytes = 8 * 1024 * 1024;
/** The columns of the text beside the bar. */
const labelWidth = 40;

const hiddenBar: ProgressBar = { update() {}, stop() {} };

/** Shows a progress bar if the stream is a terminal and the session is a long file. */
export function createProgressBar({ bytes = 0 }: Session, stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY || bytes < shortestBytes) return hiddenBar;
  const bar = new SingleBar({
    stream,
    format: 'reading {bar} {percentage} %, {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(1, Math.min(40, (stream.columns || 80) - labelWidth)),
    // So that there is nothing to restore when the process is interrupted.
    linewrap: true,
    hideCursor: false,
    gracefulExit: false,
    clearOnComplete: true,
  });
  bar.start(bytes, 0);
  return { update: (read) => bar.update(Math.min(read, bytes)), stop: () => bar.stop() };
}
