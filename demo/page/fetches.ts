import type { CountedRow } from '@turntally/collector';
import type { FaultMode } from '../faults.js';
import type { TurnChoice } from '../sources/sourceTurn.js';
import type { CollectorState } from './collectorView.js';

export interface DemoConfig {
  readonly endpoint: string;
  /** The address of the collector's page, with the token that reading needs. */
  readonly statsUrl: string;
  /** The turns of each scripted agent on the server. */
  readonly turns: Readonly<Record<'own' | 'aiSdk' | 'agUi' | 'openAi' | 'anthropic', readonly TurnChoice[]>>;
}

export const fetchConfig = (): Promise<DemoConfig> => json('/config.json');

export const fetchSession = async (): Promise<string> => (await ok(await fetch('/session.jsonl'))).text();

/** Fetches the stored counts and the received posts from the demo's server. */
export async function fetchCollector(): Promise<CollectorState> {
  const [rows, seen] = await Promise.all([
    json<readonly CountedRow[]>('/rows').catch(() => undefined),
    json<Omit<CollectorState, 'rows'>>('/faults'),
  ]);
  return { ...seen, rows };
}

export async function setFault(mode: FaultMode): Promise<void> {
  await ok(await fetch('/faults', { method: 'POST', body: JSON.stringify({ mode }) }));
}

async function json<T>(url: string): Promise<T> {
  return (await ok(await fetch(url))).json();
}

async function ok(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}
