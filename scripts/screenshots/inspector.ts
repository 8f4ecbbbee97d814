import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../steps.js';
import { openApp, photograph, type Studio } from './studio.js';

/** The batch of one release got no answer; the next release has counted the recorded session. */
export async function photographInspector(studio: Studio): Promise<void> {
  const session = await readFile(join(root, 'examples', 'session.jsonl'), 'utf8');
  const look = { viewport: { width: 1120, height: 900 } };
  const page = await openApp(studio, script, look, { '/session.jsonl': session });
  await page.waitForSelector('[part~=sealed] code');
  await photograph(page, 'inspector', true);
  await page.close();
}

const script = `
  import { NEVER } from 'rxjs';
  import { startTurntally, storedConsent } from 'turntally';
  import '@turntally/ui';
  const consent = storedConsent({ endpoint: '/v1/metrics' });
  await consent.answer(true);
  const start = (version) => startTurntally({
    consent, release: { version, os: 'linux' }, launch$: NEVER, backoff: { attempts: 1 },
  });
  const older = start('1.3.0');
  for (let turn = 0; turn < 7; turn++) older.record({ kind: 'turn_done' });
  await older.flush();
  await older.stop();
  const telemetry = start('1.4.0');
  for (const line of (await (await fetch('/session.jsonl')).text()).trim().split('\\n')) telemetry.record(JSON.parse(line));
  document.body.append(Object.assign(document.createElement('turntally-inspector'), { telemetry, consent }));`;
