import { expect, onTestFinished, test, vi } from 'vitest';
import { browserPlatform } from '../src/platform.js';

const gecko = 'Gecko/20100101 Firefox/153.0';
const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15';
const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
/** Electron writes the name of the app there. */
const electron = (app: string) =>
  `AppleWebKit/537.36 (KHTML, like Gecko) ${app}/1.0.0 Chrome/156.0.0.0 Electron/44.0.0`;

const apple = 'Macintosh; Intel Mac OS X 10_15_7';
const windows = 'Windows NT 10.0; Win64; x64';

test.each<[string, string, string, string, number?]>([
  ['linux', 'Linux x86_64', 'X11; Linux x86_64', chrome],
  ['linux', 'Linux x86_64', 'X11; Linux x86_64; rv:153.0', gecko],
  ['linux', 'Linux x86_64', 'X11; Linux x86_64', electron('machine-agent')],
  ['linux', 'Linux x86_64', 'X11; Linux x86_64', electron('twin-agent')],
  ['macos', 'MacIntel', apple, webKit],
  ['macos', 'MacIntel', `${apple}; rv:153.0`, gecko],
  ['macos', 'MacIntel', apple, electron('android-helper')],
  ['windows', 'Win32', windows, chrome],
  ['windows', 'Win32', `${windows}; rv:153.0`, gecko],
  ['windows', 'Win32', windows, electron('pharmacy-copilot')],
  ['windows', 'Win32', windows, electron('android-studio-ai')],
  ['android', 'Linux armv81', 'Linux; Android 10; K', chrome],
  ['android', 'Linux aarch64', 'Android 16; Mobile; rv:153.0', gecko],
  ['ios', 'iPhone', 'iPhone; CPU iPhone OS 26_0 like Mac OS X', webKit],
  ['ios', 'MacIntel', apple, webKit, 5],
  ['other', 'FreeBSD amd64', 'X11; FreeBSD amd64', chrome],
])(
  'should detect %s from the platform %s and the user agent (%s) %s',
  (os, platform, system, rest, maxTouchPoints = 0) => {
    vi.stubGlobal('navigator', { platform, userAgent: `Mozilla/5.0 (${system}) ${rest}`, maxTouchPoints });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    expect(browserPlatform.os()).toBe(os);
  },
);

test.each([
  ['windows', 'Win32', 'PharmacyCopilot/2.0'],
  ['windows', 'Win32', `pharmacy/1.0 Mozilla/5.0 (${windows}) ${chrome}`],
  ['linux', 'Linux x86_64', 'twin-agent/1.0'],
])('should detect %s from the platform %s, whatever an app calls itself: %s', (os, platform, userAgent) => {
  vi.stubGlobal('navigator', { platform, userAgent });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  expect(browserPlatform.os()).toBe(os);
});

test.each([undefined, {}])('should detect no system from the navigator %j', (navigator) => {
  vi.stubGlobal('navigator', navigator);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  expect(browserPlatform.os()).toBe('other');
});
