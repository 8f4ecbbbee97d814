import type { ContractTest } from '../../src/testing/index.js';

/** The handler of a Worker that runs the tests of the contract: `/?test=N` answers when the test with this number has passed. */
export async function runContract(tests: readonly ContractTest[], request: Request): Promise<Response> {
  const test = tests[Number(new URL(request.url).searchParams.get('test'))];
  if (test === undefined) return new Response('there is no such test', { status: 404 });
  try {
    await test.run();
    return new Response('passed');
  } catch (error) {
    return new Response(error instanceof Error ? (error.stack ?? error.message) : String(error), { status: 500 });
  }
}
