import type { CollectorStore } from '../CollectorStore.js';
import { untilAnswered } from './ContractDatabase.js';
import { expectEqual } from './expectEqual.js';
import type { SeededRandom } from './seededRandom.js';
import { settleTogether } from './settleTogether.js';

const all = { from: '0000-01-01', to: '9999-12-31' } as const;

/** Settles ids three times at once, while two collectors publish the day to which they are added, again and again. */
export async function settleWhilePublishing(open: () => CollectorStore, random: SeededRandom): Promise<void> {
  const stores = [open(), open(), open()];
  let publishing = true;
  const publish = async (store: CollectorStore) => {
    while (publishing) {
      await untilAnswered(() => store.publish('2027-01-01', 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const published = Promise.all([publish(open()), publish(open())]);
  await settleTogether(stores, { ids: 200, random }).finally(() => {
    publishing = false;
  });
  await published;
  const store = open();
  await untilAnswered(() => store.publish('2027-01-01', 1));
  for (const setAside of [false, true]) {
    const read = await untilAnswered(() => store.rows({ ...all, setAside, unpublished: true }));
    const ofDays = await untilAnswered(() => store.rows({ ...all, setAside, unpublished: false }));
    expectEqual(ofDays, read, 'the published rows, which are all rows');
  }
}
