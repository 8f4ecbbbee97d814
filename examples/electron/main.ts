import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, ipcMain, net, protocol, type WebContents } from 'electron';
import { classifyProviderError } from 'turntally';
import { type AppEvent, runAgent } from './agent.js';

// A page from file:// has no origin of its own, which IndexedDB and CORS need.
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);

const files: Readonly<Record<string, string>> = { '/': 'index.html', '/renderer.js': 'out/renderer.js' };

/** Runs a turn for a window. Sends its start and its end, too, because the renderer needs them to count turns. */
async function turn(window: WebContents, prompt: string): Promise<void> {
  const send = (event: AppEvent): void => {
    if (!window.isDestroyed()) window.send('agent:event', event);
  };
  send({ kind: 'turn_started' });
  try {
    for await (const event of runAgent(prompt)) send(event);
    send({ kind: 'turn_done' });
  } catch (error) {
    // IPC drops the fields of an Error, so it is classified here, and only the name of its class is passed on.
    const failure = classifyProviderError(error); // undefined: a person stopped the turn
    send({ kind: 'turn_done', ...(failure && { err: { class: failure } }) });
  }
}

await app.whenReady();
protocol.handle('app', ({ url }) => {
  const file = files[new URL(url).pathname];
  return file === undefined
    ? new Response(null, { status: 404 })
    : net.fetch(pathToFileURL(join(app.getAppPath(), file)).href);
});
ipcMain.handle('agent:run', ({ sender }, prompt) => turn(sender, String(prompt)));
const window = new BrowserWindow({
  webPreferences: { preload: join(app.getAppPath(), 'out/preload.cjs'), contextIsolation: true, sandbox: true },
});
await window.loadURL('app://example/');
app.on('window-all-closed', () => app.quit());
