import type { DemoEvent } from '../script/demoEvent.js';
import { el } from './dom.js';

const keptTurns = 40;

/** Draws the conversation from the stream that is also counted: `tap()` passes each event on unchanged. */
export function transcript(log: HTMLElement): (event: DemoEvent) => void {
  let turn: HTMLElement | undefined;
  let open: HTMLElement | undefined;

  const begin = (prompt: string): HTMLElement => {
    const next = el('div', 'turn', el('p', 'prompt', prompt));
    log.querySelector('.nothing')?.remove();
    log.append(next);
    while (log.childElementCount > keptTurns) log.firstElementChild?.remove();
    return next;
  };
  /** Adds increments of the same kind to one paragraph. */
  const grow = (className: string, text: string): void => {
    if (open?.className !== className) {
      open = el('p', className);
      turn?.append(open);
    }
    open.append(text);
  };
  const line = (element: HTMLElement): void => {
    open = undefined;
    turn?.append(element);
  };

  return (event) => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    if (event.kind === 'turn_started' || turn === undefined) {
      turn = begin(event.prompt ?? '…');
      open = undefined;
    }
    if (event.kind === 'text' || event.kind === 'reasoning') {
      grow(event.kind === 'text' ? 'answer' : 'reasoning', typeof event.text === 'string' ? event.text : '');
    } else {
      const element = lineOf(event);
      if (element !== undefined) line(element);
    }
    if (atEnd) log.scrollTop = log.scrollHeight;
  };
}

function lineOf(event: DemoEvent): HTMLElement | undefined {
  switch (event.kind) {
    case 'tool_dispatch':
      return el('p', 'step', `▸ ${event.tool?.name ?? 'tool'} `, el('code', '', event.tool?.detail ?? ''));
    case 'tool_result':
      return !event.tool?.err ? undefined : el('p', 'step bad', `✕ ${textOf(event.tool.err)}`);
    case 'usage':
      return el('p', 'usage', usageText(event.usage));
    case 'notice':
      return el('p', 'step bad', `! ${event.text ?? event.code ?? ''}`);
    case 'compaction_done':
      return el('p', 'step', '⇊ conversation compacted');
    case 'turn_done':
      return !event.err ? undefined : el('p', 'bad', `✕ ${textOf(event.err)}`);
    case 'approval_request':
    case 'ask_request':
      return el('p', 'step', `? ${event.text ?? ''}`);
    case 'steer':
      return el('p', 'prompt', event.text ?? '');
    case 'phase':
    case 'retrying':
      return el('p', 'step', `· ${event.text ?? ''}`);
    default:
      return undefined;
  }
}

function usageText(usage: (DemoEvent & { kind: 'usage' })['usage']): string {
  const { finishReason, cacheHitTokens: hit = 0, cacheMissTokens: miss = 0 } = usage ?? {};
  const percent = hit + miss > 0 ? `cache ${((100 * hit) / (hit + miss)).toFixed(1)} %` : undefined;
  return [finishReason, percent].filter((part) => part).join(' · ');
}

/** A recording may contain any value here. */
function textOf(err: unknown): string {
  if (typeof err !== 'object' || err === null) return String(err);
  const { status, code, message }: { status?: unknown; code?: unknown; message?: unknown } = err;
  return [status ?? code, message].filter((part) => part !== undefined).join(': ');
}
