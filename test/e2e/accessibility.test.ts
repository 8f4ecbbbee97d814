import type { Page } from 'playwright';
import { expect, test } from 'vitest';
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

const question = 'May this app count how often things happen?';

test('the consent dialog: its question, where it goes and what never leaves are read first, then both choices', async () => {
  const app = await openApp(await demo());
  const dialog = () => tree(app.page, 'dialog', question);
  await eventually(async () => (await dialog()).length).toBeGreaterThan(10);
  const lines = await dialog();
  console.log(lines.map((l) => JSON.stringify(l)).join('\n'));
  await app.agree();
  const settings = await tree(app.page, 'region', question);
  console.log(settings.map((l) => JSON.stringify(l)).join('\n'));
  const inspector = await tree(app.page, 'region', 'What is counted');
  console.log(inspector.map((l) => JSON.stringify(l)).join('\n'));
  expect(named(lines, 'heading')).toEqual([]);
});
