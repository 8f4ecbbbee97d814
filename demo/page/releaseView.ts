import { fromEvent } from 'rxjs';
import { byId, setText } from './dom.js';

const key = 'demo-release';
const versions = ['1.0.0', '1.1.0', '2.0.0'];

/** The release of this page, and the choice of the next one, which a relaunch (a reload) applies. */
export function releaseView(storage: Storage): string {
  const running = versions.find((version) => version === storage.getItem(key)) ?? '1.0.0';
  const select = byId<HTMLSelectElement>('release');
  select.append(...versions.map((version) => new Option(version, version, version === running, version === running)));
  fromEvent(select, 'change').subscribe(() => {
    storage.setItem(key, select.value);
    const note = select.value === running ? '' : `Still running as ${running}. Relaunch to run as ${select.value}.`;
    setText(byId('release-hint'), note);
  });
  fromEvent(byId('relaunch'), 'click').subscribe(() => {
    delete document.documentElement.dataset.ready;
    location.reload();
  });
  return running;
}
