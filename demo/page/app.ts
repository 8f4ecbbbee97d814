import {
  auditTime,
  concatMap,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  fromEvent,
  lastValueFrom,
  merge,
  NEVER,
  type Observable,
  timer,
} from 'rxjs';
import { startTurntally, storedConsent } from 'turntally';
import { busyWhile } from './busy.js';
import { skippableClock } from './clock.js';
import { countersOf, faultsView, showCollector } from './collectorView.js';
import { consentView } from './consentView.js';
import { countsView } from './countsView.js';
import { byId, setText } from './dom.js';
import { fetchCollector, fetchConfig, setFault } from './fetches.js';
import { showLedger, showStatus } from './ledgerView.js';
import { releaseView } from './releaseView.js';
import { showReport } from './reportView.js';
import { runs } from './runs.js';
import { sourcesOf } from './sources/sources.js';
import { transcript } from './transcript.js';

const { endpoint, turns } = await fetchConfig();
const clock = skippableClock(sessionStorage);
const consent = storedConsent('turntally');

const telemetry = startTurntally({
  endpoint,
  release: { version: releaseView(sessionStorage) },
  consent$: consent.consent$,
  launch$: NEVER, // launched below by hand, to show the report
  backoff: { attempts: 3, baseMs: 300, capMs: 2000 }, // less patient than the defaults, for people who watch
  timeoutMs: 3000,
  host: { scheduler: clock.scheduler },
});

consentView(consent);
setText(byId('endpoint'), endpoint);
byId<HTMLAnchorElement>('stats').href = new URL('/', endpoint).href;
const chosenFault$ = faultsView();
const showCounts = countsView();
let shown = 0;
let begun = 0;

/** Draws what the library and the collector say now; never over something newer. */
async function refresh(): Promise<void> {
  begun += 1;
  const turn = begun;
  const [inspection, collector] = await Promise.all([
    telemetry.inspect(),
    fetchCollector(endpoint).catch(() => undefined),
  ]);
  if (turn < shown) return;
  shown = turn;
  // Taken last: a newer one may have been shown while the others were waited for.
  telemetry.status$.subscribe(showStatus).unsubscribe();
  showLedger(inspection, clock);
  showCollector(collector);
  showCounts({ inspection, collected: collector?.rows && countersOf(collector.rows) });
}

const flush = (what: 'Launch' | 'Flush'): Observable<void> =>
  busyWhile(
    'flush',
    defer(async () => {
      showReport(what, undefined);
      showReport(what, await telemetry.flush());
      await refresh();
    }),
  );

/** Launches once it is known that the person agreed: what earlier pages counted is sent, and the report shown. */
async function launch(): Promise<void> {
  if (await firstValueFrom(consent.consent$)) {
    await firstValueFrom(telemetry.status$.pipe(filter(({ state }) => state === 'counting')));
    await lastValueFrom(flush('Launch'));
  }
  await refresh();
  document.documentElement.dataset.ready = 'true';
}

const conversation = runs({
  sources: sourcesOf(telemetry, turns),
  counted: telemetry.tap(),
  show: transcript(byId('transcript')),
  afterwards: refresh,
});

const flushes = fromEvent(byId('flush'), 'click').pipe(
  exhaustMap(() =>
    busyWhile(
      'flush',
      defer(() => flush('Flush')),
    ),
  ),
);

const settings = merge(
  fromEvent(byId('skip-wait'), 'click').pipe(
    concatMap(async () => clock.skipTo((await telemetry.inspect()).delivery.notBefore ?? 0)),
  ),
  chosenFault$.pipe(concatMap((mode) => setFault(mode))),
);

telemetry.status$.subscribe(showStatus);
merge(timer(0, 1000), telemetry.status$.pipe(auditTime(250)), settings)
  .pipe(exhaustMap(refresh))
  .subscribe();
merge(conversation, flushes).subscribe();
await launch();
