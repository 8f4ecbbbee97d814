import { type AnyTap, tapModelStream } from './tapModelStream.js';
import { withMethods } from './withMethods.js';

type Method = (...args: readonly unknown[]) => unknown;
type Call = (...args: readonly unknown[]) => PromiseLike<unknown>;
type Api = { create: Call };
/** A part of a client, such as `client.chat`: what it requests goes through the client that it was made with. */
type Resource = { readonly _client?: unknown; readonly constructor: new (client: unknown) => unknown };

/** What is used of a client. */
interface Client {
  post?: Call;
  withOptions?: Method;
  readonly chat?: { readonly completions: Api };
  readonly responses?: Api;
  readonly messages?: Api;
}

/** The requests that ask a model for an answer, by the ends of their paths. */
const modelPaths: readonly string[] = ['/chat/completions', '/completions', '/responses', '/v1/messages'];
const isModelCall = (path: string): boolean => {
  const [name = ''] = path.split('?');
  return modelPaths.some((end) => name.endsWith(end));
};

/** As `tapModelStream`. */
type TapCall = <Item>(call: PromiseLike<unknown>, tap: AnyTap<Item>) => PromiseLike<unknown>;

/** What `countModelCalls` of an adapter is made of: a client like `given`, each of whose requests to a model is tapped. */
export function countClientCalls<Given extends object, Item>(
  given: Given,
  tap: AnyTap<Item>,
  tapCall: TapCall = tapModelStream,
): Given {
  const client = given as Client;
  const methods: Record<string, unknown> = {};
  const counted = withMethods(given, methods);
  const { post, withOptions } = client;
  for (const [name, part] of Object.entries(client)) {
    const resource = part as Resource | null | undefined;
    // Parts of their own, whose requests go through the counted client.
    if (resource?._client === client) methods[name] = new resource.constructor(counted);
  }
  if (withOptions) {
    methods.withOptions = (...options: unknown[]) =>
      countClientCalls(withOptions.apply(client, options) as object, tap, tapCall);
  }
  if (post) {
    methods.post = (path: string, ...rest: unknown[]) => {
      const call = post.call(client, path, ...rest);
      return isModelCall(path) ? tapCall(call, tap) : call;
    };
  } else {
    // An engine in the page, with the methods of a client.
    const { chat, responses, messages } = client;
    const creating = (api: Api): Api =>
      withMethods(api, { create: (...request: unknown[]) => tapCall(api.create(...request), tap) });
    if (chat) methods.chat = withMethods(chat, { completions: creating(chat.completions) });
    if (responses) methods.responses = creating(responses);
    if (messages) methods.messages = creating(messages);
  }
  return counted;
}
