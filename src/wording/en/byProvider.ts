import type { ProviderWording } from '../Wording.js';

export const byProvider: ProviderWording = {
  title: (signal) => `${signal}, by provider`,
  sentence: 'The same once more, for each of these providers of AI models. No other name of a provider is kept.',
  example: 'A request to one of them failed: one more for it, with the kind of failure.',
  other: 'all other providers',
};
