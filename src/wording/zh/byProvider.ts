import type { ProviderWording } from '../Wording.js';

export const byProvider: ProviderWording = {
  title: (signal) => `${signal}（按服务商）`,
  sentence: '同样的计数，再按以下每个 AI 模型服务商各计一次。不保留任何其他服务商的名称。',
  example: '向其中一个发出的请求失败：该服务商计 1，并记故障类别。',
  other: '所有其他服务商',
};
