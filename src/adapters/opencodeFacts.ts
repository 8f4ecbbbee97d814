import { type Fields, fieldsOf } from './foreign.js';

/** An event of `event.subscribe()`, or one of `global.event()`, in which another one is wrapped. */
export type OpencodeEvent = { readonly type: string } | { readonly payload: { readonly type: string } };

/** What the events are about; a part of a message has names of its own. */
const kinds: Fields = {
  'session.created': 'session',
  'session.updated': 'session',
  'session.deleted': 'gone',
  'session.idle': 'idle',
  'session.error': 'error',
  'session.compacted': 'compacted',
  'session.next.compaction.ended': 'compacted',
  'session.next.step.started': 'step-start',
  'session.next.step.ended': 'step-finish',
  'session.next.step.failed': 'error',
  'session.next.text.ended': 'text',
  'session.next.tool.failed': 'tool',
  'permission.asked': 'asked',
  'permission.v2.asked': 'asked',
  'permission.updated': 'asked',
  'permission.replied': 'replied',
  'permission.v2.replied': 'replied',
};

/** Reads an event, in whichever version it is. What it does not report is undefined. */
export function factsOf(event: OpencodeEvent) {
  const { type, properties, data } = fieldsOf('payload' in event ? event.payload : event);
  const fields = fieldsOf(properties ?? data);
  const isPart = type === 'message.part.updated';
  const of = fieldsOf((isPart ? fields.part : fields.info) ?? fields);
  const state = fieldsOf(of.state);
  const isFailed = state.status === 'error';
  const tokens = fieldsOf(of.tokens);
  const { read, write = 0 } = fieldsOf(tokens.cache);
  const isNext = `${type}`.startsWith('session.next.');

  const kindOf = (): unknown => {
    if (type === 'session.status') return fieldsOf(of.status).type;
    if (type === 'message.updated')
      return of.role === 'assistant' && (of.summary === true ? 'summary' : of.error && 'error');
    if (!isPart) return kinds[`${type}`];
    // A tool is shown in each of its states; some texts are the server's own; a retry is known by the status.
    return (of.type === 'tool' && !isFailed) || of.synthetic || of.type === 'retry' ? undefined : of.type;
  };
  return {
    kind: kindOf(),
    session: of.sessionID ?? of.id,
    /** Of a session, that which started it for a subagent; messages have parents, too. */
    parent: of.parentID,
    message: of.assistantMessageID ?? of.messageID ?? of.id,
    /** The request for a permission, or the part. */
    id: of.requestID ?? of.permissionID ?? of.id,
    call: of.callID ?? fieldsOf(of.tool).callID ?? fieldsOf(of.source).callID,
    error: isFailed ? state.error : of.error,
    text: of.text,
    reason: of.reason ?? of.finish ?? of.reply ?? of.response,
    cached: read,
    /** Cached tokens are beside the others. */
    input: Number(tokens.input) + Number(read) + Number(write),
    /** Of facts that a server may send in both. */
    version: isNext ? 2 : isPart || type === 'session.compacted' ? 1 : undefined,
  };
}

export type Facts = ReturnType<typeof factsOf>;
