import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AppEvent } from './agent.js';
import type { AgentBridge } from './bridge.js';

const bridge: AgentBridge = {
  run: (prompt) => ipcRenderer.invoke('agent:run', prompt),
  onEvent(listener) {
    // The event of IPC itself stays here: it holds `sender`, which is the way to everything.
    const forward = (_: IpcRendererEvent, event: AppEvent): void => listener(event);
    ipcRenderer.on('agent:event', forward);
    return () => ipcRenderer.off('agent:event', forward);
  },
};
contextBridge.exposeInMainWorld('agent', bridge);
