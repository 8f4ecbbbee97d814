import { expect, test } from 'vitest';
import { renderAndHydrate } from '../docs/renderAndHydrate.js';
import { installApp } from './installApp.js';
import { agree, writeReactApp } from './reactApp.js';

const app = `import { createElement, StrictMode } from 'react';
  import { Counting } from './Counting.jsx';
  const app = createElement(StrictMode, null, createElement(Counting));`;

test('the components work in React 18, rendered on a server and hydrated in StrictMode', async () => {
  const folder = await installApp('react@18.3.1', 'react-dom@18.3.1');
  writeReactApp(folder);
  const { page, rendered, complaints } = await renderAndHydrate(folder, {
    plugin: () => ({ name: 'none', setup() {} }),
    server: `${app}
      import { renderToString } from 'react-dom/server';
      console.log(renderToString(app));`,
    client: `${app}
      import { hydrateRoot } from 'react-dom/client';
      hydrateRoot(document.querySelector('#app'), app, { onRecoverableError: (error) => console.error(error) });`,
  });
  expect(rendered).toBe('<section><turntally-consent></turntally-consent></section>');
  await agree(page);
  expect(complaints).toEqual([]);
});
