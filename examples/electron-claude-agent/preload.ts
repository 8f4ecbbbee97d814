import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AgentBridge, Forwarded } from './bridge.js';

const bridge: AgentBridge = {
  run: (id, prompt) => ipcRenderer.invoke('agent:run', id, prompt),
  abort: (id) => ipcRenderer.invoke('agent:abort', id),
  onForwarded(listener) {
    // The IPC event itself is not passed on: its `sender` gives access to all of IPC.
    const forward = (_: IpcRendererEvent, forwarded: Forwarded): void => listener(forwarded);
    ipcRenderer.on('agent:forwarded', forward);
    return () => ipcRenderer.off('agent:forwarded', forward);
  },
};
contextBridge.exposeInMainWorld('claude', bridge);
