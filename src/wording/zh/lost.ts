import type { LostWording } from '../Wording.js';

export const lost: LostWording = {
  delivery: {
    title: '放弃的计数',
    sentence: '有多少计数未能送达而被放弃，以及放弃的原因。不保留这些计数原本是什么。',
    example: '五个计数未能及时送达：“未能及时送达”计 5。',
    buckets: {
      expired: '未能及时送达',
      refused: '未被接受，或不再计数',
      corrupt: '存储中已损坏',
      overflow: '来自过早的版本',
    },
  },
};
