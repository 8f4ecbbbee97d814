import { parseUrl } from '../checkUrl.js';

/** Whether a URL has a host that RFC 2606 reserves for examples, so that it never answers. */
export const isPlaceholder = (url: unknown): boolean =>
  /(^|\.)(example\.(com|net|org)|example|invalid)\.?$/.test(parseUrl(url)?.hostname ?? '');
