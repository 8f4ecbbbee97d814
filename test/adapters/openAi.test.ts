import OpenAI7 from 'openai';
import OpenAI from 'openai6';
import { describe, expect, test } from 'vitest';
import { countModelCalls, openAi, tapModelStream } from '../../src/adapters/openAi.js';
import { countsOf, type Run, type Scenario } from './support/modelCalls.js';
import { chatScenarios, responseScenarios, wholeCompletions, wholeResponses } from './support/openAiScenarios.js';

const messages = [{ role: 'user' as const, content: 'Why does the test fail?' }];
const chat = { model: 'model', messages };
const request = { model: 'model', input: 'Why does the test fail?' };

const plain6 = ({ url }: Run): OpenAI => new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 });
const client6 = (run: Run): OpenAI => countModelCalls(plain6(run), run.telemetry.tap(openAi));
const client7 = ({ url, telemetry }: Run): OpenAI7 =>
  countModelCalls(new OpenAI7({ apiKey: 'key', baseURL: url, maxRetries: 0 }), telemetry.tap(openAi));

type Way = (run: Run) => Promise<unknown>;

/** Each way to ask for an answer, and the scenarios of what is served. */
const ways: readonly { readonly name: string; readonly scenarios: readonly Scenario[]; readonly ask: Way }[] = [
  {
    name: 'chat.completions.create, streaming',
    scenarios: chatScenarios,
    async ask(run) {
      const { signal } = run;
      await run.readAll(await client6(run).chat.completions.create({ ...chat, stream: true }, { signal }));
    },
  },
  {
    name: 'chat.completions.create, streaming, version 7',
    scenarios: chatScenarios,
    async ask(run) {
      const { signal } = run;
      await run.readAll(await client7(run).chat.completions.create({ ...chat, stream: true }, { signal }));
    },
  },
  {
    name: 'chat.completions.create, by tapModelStream',
    scenarios: chatScenarios,
    async ask(run) {
      const { signal, telemetry } = run;
      const call = plain6(run).chat.completions.create({ ...chat, stream: true }, { signal });
      await run.readAll(await tapModelStream(call, telemetry.tap(openAi)));
    },
  },
  {
    name: 'chat.completions.create',
    scenarios: wholeCompletions,
    ask: (run) => client6(run).chat.completions.create(chat, { signal: run.signal }),
  },
  {
    name: 'chat.completions.create, version 7',
    scenarios: wholeCompletions,
    ask: (run) => client7(run).chat.completions.create(chat, { signal: run.signal }),
  },
  {
    name: 'responses.create, streaming',
    scenarios: responseScenarios,
    async ask(run) {
      const { signal } = run;
      await run.readAll(await client6(run).responses.create({ ...request, stream: true }, { signal }));
    },
  },
  {
    name: 'responses.create, streaming, version 7',
    scenarios: responseScenarios,
    async ask(run) {
      const { signal } = run;
      await run.readAll(await client7(run).responses.create({ ...request, stream: true }, { signal }));
    },
  },
  {
    name: 'responses.create, by tapModelStream',
    scenarios: responseScenarios,
    async ask(run) {
      const { signal, telemetry } = run;
      const call = plain6(run).responses.create({ ...request, stream: true }, { signal });
      await run.readAll(await tapModelStream(call, telemetry.tap(openAi)));
    },
  },
  {
    name: 'responses.create',
    scenarios: wholeResponses,
    ask: (run) => client6(run).responses.create(request, { signal: run.signal }),
  },
  {
    name: 'responses.create, version 7',
    scenarios: wholeResponses,
    ask: (run) => client7(run).responses.create(request, { signal: run.signal }),
  },
];

describe.each(ways)('$name', ({ ask, scenarios }) => {
  test.each(scenarios)('$name', async ({ served, stop, wanted }) => {
    expect(await countsOf(ask, served, stop)).toEqual(wanted);
  });
});
