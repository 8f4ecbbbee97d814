export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedText {
  /** The type of each family, in their order. */
  readonly types: Readonly<Record<string, string>>;
  readonly samples: readonly ParsedSample[];
}

const unescaped: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Parses Prometheus' text format by its grammar. @throws Error naming the first line that is wrong, or out of place. */
export function parseText(text: string): ParsedText {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types: Record<string, string> = {};
  const samples: ParsedSample[] = [];
  const helped = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) ((?:[^\\\n]|\\\\|\\n)+)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge)$/.exec(line);
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\d+)$/s.exec(line);
    if (help?.[1] !== undefined && !helped.has(help[1])) {
      family = help[1];
      helped.add(family);
    } else if (type?.[1] === family && type[2] !== undefined && !(family in types)) {
      types[family] = type[2];
    } else if (sample?.[1] === family && family in types) {
      samples.push({ name: family, labels: parseLabels(sample[2] ?? ''), value: Number(sample[3]) });
    } else throw new Error(`a wrong line: ${line}`);
  }
  return { types, samples };
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(,|$)/y;
  while (label.lastIndex < text.length) {
    const [, name = '', value = ''] = label.exec(text) ?? [];
    if (name === '' || name in labels) throw new Error(`wrong labels: ${text}`);
    labels[name] = value.replace(/\\[\\"n]/g, (pair) => unescaped[pair] ?? '');
  }
  return labels;
}

/** One line for each series, with its labels in their order. */
export function seriesOf({ samples }: ParsedText): ReadonlyMap<string, number> {
  const series = new Map(samples.map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]));
  if (series.size !== samples.length) throw new Error('a series is there twice');
  return series;
}
