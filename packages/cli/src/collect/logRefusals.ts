import type { CollectorOptions } from '@turntally/collector';

type OnRefusal = NonNullable<CollectorOptions['onRefusal']>;

const pauseMs = 60_000;

/** What to do about a refusal, by its detail in `errors`. */
const hints: Readonly<Record<string, string>> = {
  'not in the vocabulary': "the app's own signals are set with --signals, its providers with --providers",
  'this version is not accepted here': 'see --versions',
};

export interface RefusalLog {
  readonly onRefusal: OnRefusal;
  /** Writes what is not written yet, before the process ends. */
  flush(): void;
}

/**
 * Counts refusals and writes what was refused: the first one at once, further ones at most once a minute. A line has the
 * collector's own words only, so there are few different ones, and nothing of a request.
 */
export function logRefusals(write: (line: string) => void): RefusalLog {
  const counts = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    timer = undefined;
    if (counts.size === 0) return;
    const reasons = [...counts].map(([reason, count]) => `${count} × ${reason}`);
    counts.clear();
    timer = setTimeout(flush, pauseMs).unref();
    write(`refused posts: ${reasons.join('; ')}`);
  }

  return {
    onRefusal(problem) {
      for (const reason of reasonsOf(problem)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
      if (timer === undefined) flush();
    },
    flush() {
      clearTimeout(timer);
      flush();
    },
  };
}

function reasonsOf({ status, detail, errors = [] }: Parameters<OnRefusal>[0]): readonly string[] {
  const text = `${status} ${detail ?? ''}`.replace(/\.$/, '');
  if (errors.length === 0) return [text];
  const details = new Set(errors.map((error) => error.detail));
  return [...details].map((each) => `${text}: ${each}${hints[each] === undefined ? '' : ` (${hints[each]})`}`);
}
