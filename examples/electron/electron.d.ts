/** The parts of Electron's types that the example uses, so that it can be checked without installing Electron. */
declare module 'electron' {
  export interface IpcRendererEvent {
    readonly sender: unknown;
  }
  export interface WebContents {
    isDestroyed(): boolean;
    send(channel: string, ...args: unknown[]): void;
  }
  export const app: {
    whenReady(): Promise<void>;
    getAppPath(): string;
    quit(): void;
    on(event: 'window-all-closed', listener: () => void): unknown;
  };
  export class BrowserWindow {
    constructor(options: {
      webPreferences: { preload: string; contextIsolation: boolean; sandbox: boolean };
    });
    loadURL(url: string): Promise<void>;
  }
  export const net: { fetch(url: string): Promise<Response> };
  export const protocol: {
    registerSchemesAsPrivileged(
      schemes: { scheme: string; privileges: { standard: boolean; secure: boolean } }[],
    ): void;
    handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void;
  };
  export const ipcMain: {
    handle(channel: string, listener: (event: { readonly sender: WebContents }, ...args: unknown[]) => unknown): void;
  };
  export const ipcRenderer: {
    invoke(channel: string, ...args: unknown[]): Promise<never>;
    on(channel: string, listener: (event: IpcRendererEvent, ...args: never[]) => void): unknown;
    off(channel: string, listener: (event: IpcRendererEvent, ...args: never[]) => void): unknown;
  };
  export const contextBridge: { exposeInMainWorld(key: string, api: unknown): void };
}
