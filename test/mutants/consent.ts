import type { MutantGroup } from './Mutant.js';

export const consent: readonly MutantGroup[] = [
  {
    file: 'src/reducers/consent.ts',
    tests: ['test/reducers/consent.test.ts'],
    mutants: [
      {
        name: 'does not erase after a withdrawal',
        search: `owesErasure: state.owesErasure || heard === 'no'`,
        replacement: 'owesErasure: state.owesErasure',
      },
      {
        name: 'forgets a withdrawal if consent is given again',
        search: `owesErasure: state.owesErasure || heard === 'no'`,
        replacement: `owesErasure: heard === 'no'`,
      },
      {
        name: 'counts without asking again',
        search: `return [{ ...state, at: 'confirming', epoch }, 'confirm'];`,
        replacement: `return [{ ...state, at: 'counting', epoch }, 'count'];`,
      },
      {
        name: 'counts although consent was withdrawn meanwhile',
        search: 'return event.stillAgreed ? [',
        replacement: 'return true ? [',
      },
      {
        name: 'goes on counting after another tab has erased',
        search: 'return state.epoch && state.epoch !== event.epoch ? restart(state) : [state];',
        replacement: 'return [state];',
      },
      {
        name: 'begins an operation while another is under way',
        search: 'if (isBusy(next)) return [next, ...effects];',
        replacement: '',
      },
      {
        name: 'keeps a stored answer that is missing as a yes',
        search: `if (answer === undefined && state.heard !== 'assumed') return [state];`,
        replacement: 'if (answer === undefined) return [state];',
      },
      {
        name: 'drops what was counted when the answer is not known any longer',
        search: `if (answer === undefined && state.heard !== 'assumed') return [state];`,
        replacement: '',
      },
      {
        name: 'does not look for another epoch after a stored answer',
        search: `state.isStored ? [...transition, 'look'] : transition`,
        replacement: 'transition',
      },
    ],
  },
  {
    file: 'src/reducers/delivery.ts',
    tests: ['test/reducers/delivery.test.ts'],
    mutants: [
      {
        name: 'sends a batch that was opened without reading it again',
        search: `return { ...state, at: 'check', id: batch?.id, sentId: batch?.id, report: noted(state, ledger) };`,
        replacement: `return batch ? { ...state, at: 'post', batch } : { ...state, at: 'end' };`,
      },
      { name: 'does not check the age again', search: ' && !isExpired(batch, now)', replacement: '' },
      {
        name: 'sends what was counted under another consent',
        search: '&& isSame && !isExpired',
        replacement: '&& !isExpired',
      },
      { name: 'sends a batch that another tab has opened', search: 'batch.id === state.id && ', replacement: '' },
      {
        name: 'sends under a consent that is over',
        search: `if (epoch !== state.epoch) return 'consent';`,
        replacement: '',
      },
      {
        name: 'delivers several batches on a day',
        search: `type === 'delivered' && state.oncePerDay ? 'end' : next`,
        replacement: 'next',
      },
      {
        name: 'delivers on a day that has had a batch',
        search: `if (isTaken(state, ledger, now)) return 'today';`,
        replacement: '',
      },
      {
        name: 'posts on a day on which another tab has delivered',
        search: ' && !isTaken(state, ledger, now)',
        replacement: '',
      },
      { name: 'takes each attempt for a launch', search: 'sentId: batch?.id, ', replacement: '' },
      { name: 'believes any pause', search: ' && waitMs <= longestPauseMs', replacement: '' },
      { name: 'does not wait after a failure', search: `waitMs > 0 && waitMs`, replacement: 'waitMs < 0 && waitMs' },
      { name: 'does not report what was delivered', search: `action === 'delivered' ? 1 : 0`, replacement: '0' },
      { name: 'does not report what was lost', search: 'Math.max(0, lostIn(ledger) - lostBefore)', replacement: '0' },
      {
        name: 'forgets how long the collector asked to wait',
        search: 'pauseMs(delivery.failures + 1, state.retryAfterMs)',
        replacement: 'pauseMs(delivery.failures + 1)',
      },
      {
        name: 'settles a batch that is in doubt',
        search: `if (type === 'held') return goOn(answered, next);`,
        replacement: `if (type === 'held') return { ...answered, at: 'apply', action: { type: 'struck', id: state.batch.id }, next };`,
      },
    ],
  },
  {
    file: 'src/streams/whileConsented.ts',
    tests: ['test/turntally/consent.test.ts'],
    mutants: [
      {
        name: 'folds instead of erasing',
        search: `store.apply({ type: 'erased' })`,
        replacement: `store.apply({ type: 'folded', epoch: platform.newId() })`,
      },
      {
        name: 'does not repeat an erasure that failed',
        search: 'retry({ delay: () => timer(retryMs, platform.scheduler) }),',
        replacement: '',
        tests: ['test/turntally/failingStore.test.ts', 'test/faults/consent/found.test.ts'],
      },
    ],
  },
  {
    file: 'src/streams/whileConsented.ts',
    tests: ['test/turntally/consent.test.ts', 'test/faults/consent/oneTab.property.test.ts'],
    mutants: [
      {
        name: 'takes anything as an answer',
        search: `typeof said === 'boolean' ? said : undefined`,
        replacement: 'said === undefined ? undefined : Boolean(said)',
      },
      {
        name: 'lets a failing consent$ go unnoticed',
        search: 'onFault();\n      hear(undefined);',
        replacement: 'hear(undefined);',
        tests: ['test/faults/apps/sources.test.ts', 'test/turntally/consent.test.ts'],
      },
      {
        name: 'does not hear a withdrawal while it stops',
        search: "if (isStopping && state.heard !== 'assumed' && answer !== false) return;",
        replacement: "if (isStopping && state.heard !== 'assumed') return;",
        tests: ['test/turntally/stop.test.ts'],
      },
      {
        name: 'does not wait for an erasure when it stops',
        search: 'counting.closed && owesNothing(state)',
        replacement: 'counting.closed',
        tests: ['test/faults/consent/found.test.ts'],
      },
      {
        name: 'lets go of no subscription',
        search: 'subscriber.add(stopListening);',
        replacement: '',
        tests: ['test/faults/apps/nothingLeft.property.test.ts', 'test/faults/apps/sources.test.ts'],
      },
    ],
  },
];
