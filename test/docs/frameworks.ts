import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

type Side = 'server' | 'client';

/** How an app of a framework is built; its component is `./App.<name>`. */
export interface Framework {
  /** Compiles the component. */
  plugin(side: Side): Plugin;
  /** A module that prints the app, as a server renders it. */
  readonly server: string;
  /** A module that hydrates the app in `#app`. */
  readonly client: string;
}

const pluginOf = (filter: RegExp, toModule: (source: string) => string): Plugin => ({
  name: 'component',
  setup(build) {
    build.onLoad({ filter }, ({ path }) => ({ contents: toModule(readFileSync(path, 'utf8')), loader: 'ts' }));
  },
});

export const vue: Framework = {
  plugin: (side) =>
    pluginOf(/\.vue$/, (source) => {
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('turntally-') };
      const { descriptor } = parse(source, { templateParseOptions: compilerOptions });
      const templateOptions = { ssr: side === 'server', ssrCssVars: [], compilerOptions };
      return compileScript(descriptor, { id: 'app', inlineTemplate: true, templateOptions }).content;
    }),
  server: `import { createSSRApp } from 'vue';
    import { renderToString } from 'vue/server-renderer';
    import App from './App.vue';
    console.log(await renderToString(createSSRApp(App)));`,
  client: `import { createSSRApp } from 'vue';
    import App from './App.vue';
    createSSRApp(App).mount('#app');`,
};

export const svelte: Framework = {
  plugin: (side) => pluginOf(/\.svelte$/, (source) => compile(source, { generate: side }).js.code),
  server: `import { render } from 'svelte/server';
    import App from './App.svelte';
    console.log((await render(App)).body);`,
  client: `import { hydrate } from 'svelte';
    import App from './App.svelte';
    hydrate(App, { target: document.querySelector('#app') });`,
};
