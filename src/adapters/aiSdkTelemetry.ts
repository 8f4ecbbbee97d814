import type { AiSdkPart } from './aiSdkUsage.js';
import { keepLatest } from './keepLatest.js';
import { type Feed, feed, type Tap } from './tapStream.js';

/** What is read of the events of an operation. */
interface Operation {
  readonly callId: string;
}
interface Start extends Operation {
  readonly operationId: string;
  readonly provider: string;
}
interface Failure extends Operation {
  readonly error: unknown;
}
/** A model call that is over: of a text, its parts; of an object, its text. */
interface StepEnd extends Operation {
  readonly finishReason: string;
  /** Of a text. */
  readonly model?: { readonly provider: string };
  readonly content?: readonly (AiSdkPart & { readonly text?: string })[] | null;
  readonly objectText?: string;
  /** Without it, parts and texts are left out. */
  readonly recordOutputs?: boolean | undefined;
}

/** The operations that ask a model for an answer; others embed, rank or transcribe. */
const operations: readonly string[] = ['ai.generateText', 'ai.streamText', 'ai.generateObject', 'ai.streamObject'];

/**
 * An integration for `registerTelemetry` of version 7: counts every call of `generateText`, `streamText`, `generateObject`,
 * `streamObject` and of agents, as the parts of its stream.
 *
 * @example
 * registerTelemetry(aiSdkTelemetry(telemetry.tap(aiSdk)));
 */
export function aiSdkTelemetry(tap: Tap<AiSdkPart>) {
  /** By the id of the operation. A stream that is left without an abort is never reported to be over. */
  const running = new Map<unknown, Feed<AiSdkPart>>();
  const feedParts = (callId: string, parts: readonly AiSdkPart[]): void => {
    for (const part of parts) running.get(callId)?.next(part);
  };
  const end = (callId: string, finish: (fed: Feed<AiSdkPart>) => void): void => {
    const fed = running.get(callId);
    running.delete(callId);
    if (fed) finish(fed);
  };
  const endWith = (callId: string, part: AiSdkPart): void =>
    end(callId, (fed) => {
      fed.next(part);
      fed.complete();
    });
  const onStepEnd = (step: StepEnd): void => feedParts(step.callId, partsOf(step));
  return {
    onStart({ callId, operationId, provider }: Start): void {
      if (!operations.includes(operationId)) return;
      running.set(callId, feed(tap));
      keepLatest(running);
      feedParts(callId, [{ type: 'start', provider } as AiSdkPart]);
    },
    onStepEnd,
    onObjectStepEnd: onStepEnd,
    onToolExecutionEnd({ callId, toolOutput }: Operation & { readonly toolOutput: AiSdkPart }): void {
      // A step that fails after it has no end; one that ends repeats it.
      if (toolOutput.type === 'tool-error') feedParts(callId, [toolOutput]);
    },
    onEnd: ({ callId }: Operation): void => endWith(callId, { type: 'finish' }),
    onAbort: ({ callId, reason }: Operation & { readonly reason?: unknown }): void =>
      endWith(callId, { type: 'abort', reason } as AiSdkPart),
    /** Of a stream, the only event that has the error of a later step. */
    onStepError: ({ callId, error }: Failure): void => feedParts(callId, [errorPart(error)]),
    onError(event: unknown): void {
      const { callId, error } = Object(event) as Failure;
      end(callId, (fed) => fed.error(error));
    },
  };
}

const errorPart = (error?: unknown): AiSdkPart & { readonly error: unknown } => ({ type: 'error', error });

/** The parts that the stream of a step has. */
function partsOf(step: StepEnd): AiSdkPart[] {
  const { finishReason, content, objectText: text, recordOutputs } = step;
  const said = [...(content ?? []), ...(text === undefined ? [] : [{ type: 'text', text }])];
  return [
    { type: 'start-step' },
    // What is left out may be an answer.
    ...(recordOutputs === false ? [{ type: 'file' }] : []),
    ...said.flatMap((part) =>
      part.type === 'text'
        ? [
            { ...part, type: 'text-start' },
            { ...part, type: 'text-delta' },
          ]
        : part,
    ),
    // The error itself is not reported.
    ...(finishReason === 'error' ? [errorPart()] : []),
    { provider: step.model?.provider, ...step, type: 'finish-step' } as AiSdkPart,
  ];
}
