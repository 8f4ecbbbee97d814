/** 32 hexadecimal digits; unlike `crypto.randomUUID`, also where the page's origin is not a secure one. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
