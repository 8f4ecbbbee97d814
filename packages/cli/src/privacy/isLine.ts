/** Whether it is text, in one line, that shows as it is written: what changes the direction can show it as another one. */
export const isLine = (text: string): boolean =>
  text.trim() !== '' && !/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(text);
