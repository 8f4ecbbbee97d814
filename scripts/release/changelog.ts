/** `1.2.3`, or `1.2.3-rc.1`. */
export const isVersion = (text: string): boolean => /^\d+\.\d+\.\d+(-[0-9a-z]+(\.[0-9a-z]+)*)?$/.test(text);

/** The sections of a changelog, the newest first. A heading is `## 1.2.0 (unreleased)` or `## 1.2.0 (2026-01-31)`. */
function sectionsOf(changelog: string) {
  return changelog
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const [, version, state] = /^## (\S+) \((unreleased|\d{4}-\d\d-\d\d)\)$/.exec(heading) ?? [];
      return { heading, version, state, notes: lines.join('\n').trim() };
    });
}

/**
 * The changelog with its top section dated.
 *
 * @param date `YYYY-MM-DD`
 * @throws Error if the top section is not the unreleased one of this version, or has no changes.
 */
export function dated(changelog: string, version: string, date: string): string {
  const [top] = sectionsOf(changelog);
  if (top?.version !== version || top.state !== 'unreleased') {
    throw new Error(`the top section of CHANGELOG.md must be "## ${version} (unreleased)", not "${top?.heading}"`);
  }
  if (!/^- /m.test(top.notes)) throw new Error(`CHANGELOG.md has no changes in the section of ${version}`);
  return changelog.replace(top.heading, () => `## ${version} (${date})`);
}

/**
 * What changed in a version, in Markdown.
 *
 * @throws Error if the changelog has no dated section of this version.
 */
export function notesOf(changelog: string, version: string): string {
  const section = sectionsOf(changelog).find((one) => one.version === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section of ${version}`);
  if (section.state === 'unreleased') throw new Error(`the section of ${version} in CHANGELOG.md has no date`);
  return section.notes;
}
