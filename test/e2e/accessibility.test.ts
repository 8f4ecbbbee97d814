import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { en } from '../../packages/ui/src/strings/en/index.js';
import { demo, eventually, openApp } from './support.js';

/** What a screen reader is given by Chromium, in reading order. */
interface Line {
  readonly role: string;
  readonly name: string;
  /** `polite` or `assertive` where changes are announced. */
  readonly live?: string;
  readonly expanded?: boolean;
  readonly checked?: string;
}

interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
  readonly childIds?: readonly string[];
  readonly parentId?: string;
}

const structure = new Set(['generic', 'InlineTextBox', 'none', 'LineBreak', 'ListMarker']);

/** The lines below the first node with this role, and a name that contains `name`. */
async function tree(page: Page, role: string, name: string): Promise<readonly Line[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: readonly AxNode[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const root = nodes.find((node) => node.role?.value === role && node.name?.value.includes(name));
  const lines: Line[] = [];
  const visit = (node: AxNode | undefined): void => {
    if (!node) return;
    const value = (property: string) => node.properties?.find((each) => each.name === property)?.value.value;
    const [live, expanded] = [value('live'), value('expanded')];
    if (!node.ignored && !structure.has(node.role?.value ?? '')) {
      lines.push({
        role: node.role?.value ?? '',
        name: node.name?.value ?? '',
        ...(typeof live === 'string' && live !== 'off' && { live }),
        ...(typeof expanded === 'boolean' && { expanded }),
        ...(value('checked') !== undefined && { checked: String(value('checked')) }),
      });
    }
    for (const id of node.childIds ?? []) visit(byId.get(id));
  };
  visit(root);
  return lines;
}

const named = (lines: readonly Line[], ...roles: readonly string[]): readonly string[] =>
  lines.filter(({ role }) => roles.includes(role)).map(({ role, name }) => `${role} ${name}`);

const question = en.consent.title;
const { headings, choices, status } = en.consent;

/** The texts of all live regions below a node, as they are announced. */
const announced = async (page: Page): Promise<readonly string[]> => {
  const lines = await tree(page, 'RootWebArea', '');
  return lines.flatMap(({ live }, at) => (live === 'polite' ? [lines[at + 1]?.name ?? ''] : []));
};

test('the consent dialog: question, where it goes and what never leaves come first, details can be unfolded, then both choices', async () => {
  const collector = await demo();
  const app = await openApp(collector);
  await eventually(async () => (await tree(app.page, 'dialog', question)).length).toBeGreaterThan(10);
  const lines = await tree(app.page, 'dialog', question);

  expect(named(lines, 'dialog', 'heading').slice(0, 3)).toEqual([
    `dialog ${question}`,
    `heading ${question}`,
    `heading ${headings.neverSent}`,
  ]);
  const texts = lines.map(({ name }) => name);
  const order = [
    question,
    en.consent.intro,
    new URL(collector.collectorUrl).origin,
    headings.neverSent,
    headings.counted,
  ];
  const places = order.map((text) => texts.indexOf(text));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);

  const folds = lines.filter(({ role }) => role === 'DisclosureTriangle');
  expect(folds.map(({ name }) => name)).toEqual([headings.counted, headings.sent, headings.when, headings.kept]);
  expect(folds.every(({ expanded }) => typeof expanded === 'boolean')).toBe(true);
  expect(named(lines, 'button')).toEqual([
    `button ${en.consent.close}`,
    `button ${choices.yes}`,
    `button ${choices.no}`,
  ]);
  expect(named(lines, 'group').at(-1)).toBe(`group ${question}`);
  expect(named(lines, 'term')).toHaveLength(Object.keys(en.vocabulary).length);
});

test('the answer is announced, and the switch says whether it is on', async () => {
  const app = await openApp(await demo());
  await app.agree();
  await eventually(() => announced(app.page)).toContain(status.yes);
  const switches = async () =>
    (await tree(app.page, 'region', question))
      .filter(({ role }) => role === 'switch')
      .map(({ name, checked }) => [name, checked]);
  await eventually(switches).toEqual([[en.consent.switch, 'true']]);

  await app.agree(false);
  await eventually(() => announced(app.page)).toContain(status.no);
  await eventually(switches).toEqual([[en.consent.switch, 'false']]);
});

test('the inspector: what waits comes before the counts, each count has its name, and only results are announced', async () => {
  const app = await openApp(await demo());
  await app.agree();
  await app.runTurn();
  await app.nextFlush();
  const { title, sealed, next, pending, exact, send, erase, copy, download, flushed } = en.inspector;
  const lines = await tree(app.page, 'region', title);
  expect(named(lines, 'heading')).toEqual([title, sealed, next, pending, exact].map((text) => `heading ${text}`));
  expect(named(lines, 'button')).toEqual([send, erase, copy, download].map((text) => `button ${text}`));
  expect(named(lines, 'table').some((table) => table.startsWith(`table ${en.vocabulary.turns.title}`))).toBe(true);
  expect(named(lines, 'rowheader').some((row) => row.includes(en.vocabulary.turns.buckets.total))).toBe(true);
  const before = lines.filter(({ live }) => live);
  expect(before.every(({ role }) => role === 'status')).toBe(true);

  await app.click('flush');
  await eventually(() => announced(app.page)).toContain(flushed.delivered(1, '1'));
});
