import { type Browser, chromium, type LaunchOptions } from 'playwright';
import { chromiumFlags, findOrGetChromium } from '../../scripts/browser.js';

/** Launch options of the Chromium all tests use; for `launchPersistentContext` and the like. */
export async function chromiumOptions(options: LaunchOptions = {}): Promise<LaunchOptions> {
  return { ...options, executablePath: await findOrGetChromium(), args: [...chromiumFlags, ...(options.args ?? [])] };
}

/** Starts a headless Chromium. The caller closes it. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch(await chromiumOptions(options));
}
