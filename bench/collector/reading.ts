import { createClient } from '@libsql/client';
import { createCollector, sqliteStore } from '../../packages/collector/src/index.js';
import { postWhile, printLatencies } from './postWhile.js';

const year = 'days=365';
const reads = 4;
const pagesWhilePosting = 5;
const token = 'reader-of-the-sums';

/**
 * Prints what the stats page costs from a file that `npm run seed` has made: the processor time of whole answers, gzip included. Then
 * how long posts take while the page of a year is read again and again, and while it is not. The posts are added to the file.
 *
 * @param url - `file:` and the path
 * @param minReports - that of the seed
 */
export async function watchReading(url: string, minReports: number): Promise<void> {
  const { rows, version, os } = await describeFile(url);
  const store = sqliteStore(url);
  const collector = createCollector({ store, minReports, access: { token } });
  const read = async (query: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
    const response = await collector.fetch(new Request(`http://localhost/?${query}`, { headers }));
    if (response.status !== 200) throw new Error(`/?${query} is answered ${response.status}`);
    return (await response.arrayBuffer()).byteLength;
  };

  console.log(`${rows.toLocaleString('en')} rows; the second to last of ${reads} requests`);
  const views = ['', `&version=${version}`, `&os=${os}`, '&split=os', '&by=day'].map((more) => year + more);
  for (const query of [...views, 'days=30']) {
    const seconds: number[] = [];
    let bytes = 0;
    for (let n = 0; n < reads; n++) {
      const before = process.cpuUsage();
      bytes = await read(query);
      const { user, system } = process.cpuUsage(before);
      if (n > 0) seconds.push((user + system) / 1e6);
    }
    const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((each) => each.toFixed(2));
    console.log(`/?${query}: ${least} to ${most} s of processor time, ${Math.round(bytes / 1000)} kB gzipped`);
  }

  const posting = { collector, now: Date.now };
  let left = 2000;
  printLatencies('without a reader', await postWhile(posting, () => left-- > 0));
  let isReading = true;
  const readAll = (async () => {
    for (let n = 0; n < pagesWhilePosting; n++) await read(year);
    isReading = false;
  })();
  printLatencies(`while the page is read ${pagesWhilePosting} times`, await postWhile(posting, () => isReading));
  await readAll;
  await store.close();
}

/** The number of published rows, and the release and the system with the most. */
async function describeFile(url: string) {
  const client = createClient({ url });
  const first = async (sql: string) => (await client.execute(sql)).rows[0]?.[0];
  const rows = Number(await first('SELECT count(*) FROM published'));
  const mostOf = (column: 'version' | 'os') =>
    first(`SELECT ${column} FROM published WHERE ${column} <> 'too few' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`);
  const [version, os] = [await mostOf('version'), await mostOf('os')];
  client.close();
  return { rows, version, os };
}
