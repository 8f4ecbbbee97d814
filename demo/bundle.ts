import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's script and style, bundled as a user's bundler would: `turntally` resolves to the built package. */
export async function bundlePage(): Promise<{ script: string; style: string }> {
  const page = fileURLToPath(new URL('page/', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [`${page}app.ts`, `${page}app.css`],
    outdir: page, // nothing is written
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'inline',
    logLevel: 'silent', // errors are thrown, with their text
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}
