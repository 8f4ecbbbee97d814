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
  timer,
} from 'rxjs';
import { type FlushReport, startTurntally, storedConsent } from 'turntally';
import '@turntally/ui';
import { busyWhile } from './busy.js';
import { skippableClock } from './clock.js';
import { countersOf, faultsView, showCollector } from './collectorView.js';
import { countsView } from './countsView.js';
import { byId, setText } from './dom.js';
import { fetchCollector, fetchConfig, setFault } from './fetches.js';
import { releaseView } from './releaseView.js';
import { showReport } from './reportView.js';
import { runs } from './runs.js';
import { sourcesOf } from './sources/sources.js';
import { transcript } from './transcript.js';
import { showWait } from './waitView.js';

const { endpoint, statsUrl, turns } = await fetchConfig();
const clock = skippableClock(sessionStorage);
const consent = storedConsent({ endpoint });

const telemetry = startTurntally({
  consent,
  release: { version: releaseView(sessionStorage) },
  launch$: NEVER, // flushed below, to show the report
  backoff: { attempts: 3, baseMs: 300, capMs: 2000 }, // shorter than the defaults, so that the demo need not wait
  timeoutMs: 3000,
  platform: { scheduler: clock.scheduler },
});

setText(byId('endpoint'), endpoint);
byId<HTMLAnchorElement>('stats').href = statsUrl;
const chosenFault$ = faultsView();
const showCounts = countsView();
let lastShown = 0;
let lastStarted = 0;

/** Shows the current state of the library and the collector, unless a newer refresh has finished first. */
async function refresh(): Promise<void> {
  lastStarted += 1;
  const thisRefresh = lastStarted;
  const [inspection, collector] = await Promise.all([telemetry.inspect(), fetchCollector().catch(() => undefined)]);
  if (thisRefresh < lastShown) return;
  lastShown = thisRefresh;
  showWait(inspection.delivery, clock);
  showCollector(collector);
  showCounts({ inspection, collected: collector?.rows && countersOf(collector.rows) });
}

const flush = (what: 'Launch' | 'Flush'): Promise<FlushReport> =>
  lastValueFrom(
    busyWhile(
      'flush',
      defer(async () => {
        showReport(what, undefined);
        const report = await telemetry.flush();
        showReport(what, report);
        await refresh();
        return report;
      }),
    ),
  );

// The inspector's button “Send now” also shows its report in the demo's own line.
const inspectedTelemetry = { ...telemetry, flush: () => flush('Flush') };
Object.assign(byId('inspector'), { telemetry: inspectedTelemetry, consent, now: clock.now });
for (const id of ['disclosure', 'settings']) Object.assign(byId(id), { consent });

/** If the person has agreed, waits until counting has started, sends what earlier pages counted, and shows the report. */
async function launch(): Promise<void> {
  if (await firstValueFrom(consent.consent$)) {
    await firstValueFrom(telemetry.status$.pipe(filter(({ state }) => state === 'counting')));
    await flush('Launch');
  }
  await refresh();
  document.documentElement.dataset.ready = 'true';
}

const conversation$ = runs({
  sources: sourcesOf(telemetry, turns),
  counted: telemetry.tap(),
  show: transcript(byId('transcript')),
  afterwards: refresh,
});

const controls$ = merge(
  fromEvent(byId('skip-wait'), 'click').pipe(
    concatMap(async () => clock.skipTo((await telemetry.inspect()).delivery.notBefore ?? 0)),
  ),
  chosenFault$.pipe(concatMap((mode) => setFault(mode))),
);

merge(timer(0, 1000), telemetry.status$.pipe(auditTime(250)), controls$)
  .pipe(exhaustMap(refresh))
  .subscribe();
conversation$.subscribe();
await launch();
