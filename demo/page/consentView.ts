import { concatMap, fromEvent, map, merge } from 'rxjs';
import type { storedConsent } from 'turntally';
import { byId, setText } from './dom.js';

const notes = {
  undecided: 'Not decided: nothing is counted, and nothing is stored on this device.',
  yes: 'Sums are kept on this device and sent at the next launch. Say no at any time: what is here is then erased.',
  no: 'Nothing is counted. What was kept on this device is erased.',
};

/** The switch: two buttons of equal weight, none of them pressed until there is an answer. */
export function consentView(consent: ReturnType<typeof storedConsent>): void {
  const yes = byId('consent-yes');
  const no = byId('consent-no');
  const note = byId('consent-note');
  consent.consent$.subscribe((answer) => {
    yes.setAttribute('aria-pressed', String(answer === true));
    no.setAttribute('aria-pressed', String(answer === false));
    setText(note, answer === undefined ? notes.undecided : answer ? notes.yes : notes.no);
  });
  merge(fromEvent(yes, 'click').pipe(map(() => true)), fromEvent(no, 'click').pipe(map(() => false)))
    .pipe(concatMap((agree) => consent.answer(agree).catch(() => setText(note, 'The answer could not be kept.'))))
    .subscribe();
}
