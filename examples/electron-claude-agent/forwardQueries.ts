import { ipcMain, type WebContents } from 'electron';
import { classifyProviderError } from 'turntally';
import type { Ended, Forwarded } from './bridge.js';
import { query } from './query.js'; // in your app: from '@anthropic-ai/claude-agent-sdk'

/** What the renderer needs to know of an error, without its text. */
function threw(error: unknown): Ended {
  const { errorClass } = Object(error);
  const failure = classifyProviderError(error); // undefined: a person aborted the query
  return { threw: { name: failure ? 'Error' : 'AbortError', errorClass: `${errorClass}`, failure: `${failure}` } };
}

/** Runs queries for windows, and forwards their messages as they are. */
export function forwardQueries(): void {
  const running = new Map<string, AbortController>();

  const run = async (window: WebContents, id: string, prompt: string): Promise<void> => {
    const send = (forwarded: Forwarded): void => {
      if (!window.isDestroyed()) window.send('agent:forwarded', forwarded);
    };
    const abortController = new AbortController();
    running.set(id, abortController);
    try {
      for await (const message of query({ prompt, options: { abortController } })) send({ id, message });
      send({ id, ended: {} });
    } catch (error) {
      send({ id, ended: threw(error) });
    } finally {
      running.delete(id);
    }
  };

  ipcMain.handle('agent:run', ({ sender }, id, prompt) => run(sender, String(id), String(prompt)));
  ipcMain.handle('agent:abort', (_, id) => running.get(String(id))?.abort());
}
