import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, net, protocol } from 'electron';
import { forwardQueries } from './forwardQueries.js';

// A page from file:// has no origin of its own, which IndexedDB and CORS need.
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);

const files: Readonly<Record<string, string>> = { '/': 'index.html', '/renderer.js': 'out/renderer.js' };

await app.whenReady();
protocol.handle('app', ({ url }) => {
  const file = files[new URL(url).pathname];
  return file === undefined
    ? new Response(null, { status: 404 })
    : net.fetch(pathToFileURL(join(app.getAppPath(), file)).href);
});
forwardQueries();
const window = new BrowserWindow({
  webPreferences: { preload: join(app.getAppPath(), 'out/preload.cjs'), contextIsolation: true, sandbox: true },
});
await window.loadURL('app://example/');
app.on('window-all-closed', () => app.quit());
