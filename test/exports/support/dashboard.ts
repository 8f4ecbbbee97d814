import { readFileSync } from 'node:fs';

/** What the tests read of a Grafana dashboard. */
export interface Dashboard {
  readonly uid: string;
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string | { readonly query: string };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly targets: readonly Target[];
  readonly transformations?: readonly Transformation[];
}

/** Those that the dashboards use. */
export type Transformation =
  | {
      readonly id: 'groupBy';
      readonly options: { readonly fields: Readonly<Record<string, { readonly operation: 'groupby' | 'aggregate' }>> };
    }
  | { readonly id: 'joinByField'; readonly options: { readonly byField: string } }
  | {
      readonly id: 'calculateField';
      readonly options: { readonly binary: { readonly left: string; readonly right: string } };
    }
  | { readonly id: 'prepareTimeSeries' };

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly url?: string;
  readonly columns?: readonly { readonly selector: string; readonly text: string; readonly type: string }[];
}

export function readDashboard(name: string): Dashboard {
  return JSON.parse(readFileSync(new URL(`../../../examples/grafana/${name}.json`, import.meta.url), 'utf8'));
}

/** Replaces `$name` and `${name}` as Grafana does. @throws Error naming a variable that has no value. */
export function withVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?([a-z]\w*)\}?/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${text}: there is no variable ${name}`);
    return value;
  });
}

/** Whether two panels are in one place. */
export function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
