import type { SignalToken } from '../signals.js';

/**
 * Adds to each token the same fact of its provider, if the vocabulary has that: one that is not listed is `other`. Nothing of
 * the provider's name gets into a token, except by being equal to a listed one.
 *
 * @param provider - As an event or a stream has it: `'openai'`, `'OpenAI'` or `'openai.responses'`. Anything but a non-empty
 *   text is no provider.
 */
export function byProvider(
  tokens: readonly SignalToken[],
  provider: unknown,
  vocabulary: ReadonlySet<string>,
): readonly SignalToken[] {
  if (typeof provider !== 'string' || !provider) return tokens;
  const names = provider.toLowerCase().replaceAll('-', '_').split('.', 1).concat('other');
  return tokens.flatMap((token) => {
    const ofProviders = names.map((name) => token.replace('/', () => `.${name}/`) as SignalToken);
    return [token, ...ofProviders.filter((each) => vocabulary.has(each)).slice(0, 1)];
  });
}
