import { UsageError } from '../UsageError.js';

/** A value for one app: `chat=signals.json`. */
const ofOneApp = /^(?<app>[a-z][a-z0-9-]*)=(?<value>.*)$/s;

/**
 * Returns which values of an option are for an app: those that name it, such as `chat=signals.json`; without any, those that name
 * no app. Without apps, all of them.
 *
 * @throws UsageError if a value names an app that is not there.
 */
export function valuesByApp(
  option: string,
  given: readonly string[] | undefined,
  apps: readonly string[],
): (app: string | undefined) => readonly string[] {
  const values = (given ?? []).map((text) => {
    const { app, value } = (apps.length > 0 ? ofOneApp.exec(text)?.groups : undefined) ?? {};
    if (app === undefined || value === undefined) return { app: undefined, value: text };
    if (apps.includes(app)) return { app, value };
    throw new UsageError(`${option} names the app "${app}", which has no --app; the apps are ${apps.join(', ')}`);
  });
  const of = (name: string | undefined) => values.filter(({ app }) => app === name).map(({ value }) => value);
  return (app) => (of(app).length > 0 ? of(app) : of(undefined));
}
