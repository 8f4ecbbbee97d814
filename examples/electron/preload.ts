import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AppEvent } from './agent.js';
import type { AgentBridge } from './bridge.js';

const bridge: AgentBridge = {
  run: (prompt) => ipcRenderer.invoke('agent:run', prompt),
  onEvent(listener) {
    // The IPC event itself is not passed on: its `sender` gives access to all of IPC.
    const forward = (_: IpcRendererEvent, event: AppEvent): void => listener(event);
    ipcRenderer.on('agent:event', forward);
    return () => ipcRenderer.off('agent:event', forward);
  },
};
contextBridge.exposeInMainWorld('agent', bridge);
