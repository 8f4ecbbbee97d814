/** Each bundle for pages without a bundler: the module that it is made of and its file, from the root. */
export const browserBundles = {
  client: { entry: 'dist/browser.js', file: 'dist/turntally.browser.js' },
  elements: { entry: 'packages/ui/dist/index.js', file: 'packages/ui/dist/ui.browser.js' },
} as const;
