import type { MutantGroup } from './Mutant.js';

export const telemetry: readonly MutantGroup[] = [
  {
    file: 'src/turntally.ts',
    tests: ['test/turntally/stop.test.ts'],
    mutants: [
      {
        name: 'goes on sending when the answer is not known any longer',
        search: 'counting.save();\n    delivery.abort();',
        replacement: 'counting.save();',
        tests: ['test/faults/consent/inFlight.test.ts'],
      },
      {
        name: 'stops before everything is saved',
        search: 'await inTime(ended$);',
        replacement: '',
      },
      {
        name: 'keeps its connection after it has stopped',
        search: 'store.close();',
        replacement: '',
        tests: ['test/faults/apps/nothingLeft.property.test.ts'],
      },
    ],
  },
  {
    file: 'src/streams/createCounting.ts',
    tests: ['test/turntally/consent.test.ts'],
    mutants: [
      { name: 'counts without consent', search: 'isAllowed() ? tokensOf', replacement: 'true ? tokensOf' },
      {
        name: 'counts tokens that are not in the vocabulary',
        search: 'if (!vocabulary.has(token)) onFault();\n      else if (isAllowed())',
        replacement: 'if (isAllowed())',
        tests: ['test/turntally/tap.test.ts'],
      },
      {
        name: 'shows what is stored before everything is saved',
        search: 'if (isSaving) await inTime(saved$);',
        replacement: '',
        tests: ['test/turntally/inspect.test.ts'],
      },
    ],
  },
  {
    file: 'src/streams/createDelivery.ts',
    tests: ['test/streams/createDelivery.test.ts'],
    mutants: [
      {
        name: 'waits for a consent that was refused meanwhile',
        search: 'inTime(defer(() => epoch).pipe(takeUntil(abort$)))',
        replacement: 'inTime(defer(() => epoch))',
        tests: ['test/turntally/skipped.test.ts'],
      },
      {
        name: 'ends a flush that is under way at the next launch',
        search: 'launch$.pipe(exhaustMap(',
        replacement: 'launch$.pipe(switchMap(',
      },
      {
        name: 'delivers several batches on a day',
        search: 'flushUnder(epoch, oncePerDay)',
        replacement: 'flushUnder(epoch, false)',
      },
      {
        name: 'limits a flush by hand to one batch a day',
        search: 'flushUnder(current, false)',
        replacement: 'flushUnder(current, oncePerDay)',
      },
      {
        name: 'goes on sending when consent is over',
        search: 'current = undefined;\n      abort$.next();',
        replacement: 'current = undefined;',
      },
      {
        name: 'flushes without consent',
        search: 'isAllowed() ? epoch : []',
        replacement: 'isAllowed === undefined ? [] : epoch',
      },
      {
        name: 'lets every launch wait as long',
        search: 'platform.random() * launchJitterMs',
        replacement: '0.5 * launchJitterMs',
        tests: ['test/turntally/launchJitter.property.test.ts'],
      },
      {
        name: 'does not let a launch wait',
        search: 'launchJitterMs ? timer',
        replacement: 'launchJitterMs < 0 ? timer',
        tests: ['test/turntally/launchJitter.property.test.ts'],
      },
      {
        name: 'goes on waiting after stop()',
        search: 'takeUntil(abort$));\n\n',
        replacement: 'takeUntil([]));\n\n',
        tests: ['test/turntally/launchJitter.property.test.ts'],
      },
    ],
  },
  {
    file: 'src/streams/flush.ts',
    tests: ['test/turntally/skipped.test.ts'],
    mutants: [
      { name: 'flushes beside another flush', search: 'if (isBusy) return busy$;', replacement: '' },
      {
        name: 'flushes while it is offline',
        search: `if (!platform.online()) return [skipped('offline')];`,
        replacement: '',
      },
    ],
  },
];
