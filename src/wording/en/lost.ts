import type { LostWording } from '../Wording.js';

export const lost: LostWording = {
  delivery: {
    title: 'Counts given up',
    sentence:
      'How many counts could not be delivered and were given up, and why. What they were counts of is not kept.',
    example: 'Five counts could not be delivered in time: 5 for “not delivered in time”.',
    buckets: {
      expired: 'not delivered in time',
      refused: 'not accepted, or no longer counted',
      corrupt: 'damaged in storage',
      overflow: 'of a version that is too old',
    },
  },
};
