import { readFile } from 'node:fs/promises';

export type RecordedEvent = { readonly type: string; readonly properties: { readonly [field: string]: unknown } };

/** What a server sent in each scenario, by its name. */
export async function recordedScenarios(): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
  const text = await readFile(new URL('../../../examples/opencode.jsonl', import.meta.url), 'utf8');
  const scenarios = new Map<string, readonly RecordedEvent[]>();
  let events: RecordedEvent[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const item: RecordedEvent & { readonly end?: { readonly scenario: string } } = JSON.parse(line);
    if (!item.end) {
      events.push(item);
      continue;
    }
    scenarios.set(item.end.scenario, events);
    events = [];
  }
  return scenarios;
}
