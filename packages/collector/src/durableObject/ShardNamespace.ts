/** The part of Cloudflare's `DurableObjectNamespace` that the store uses: the binding of the class {@link TurntallyShard}. */
export interface ShardNamespace {
  idFromName(name: string): object;
  get(id: object): ShardStub;
}

export interface ShardStub {
  fetch(url: string, init: { readonly method: string; readonly body: string }): Promise<ShardResponse>;
}

export interface ShardResponse {
  readonly ok: boolean;
  json(): Promise<unknown>;
  text(): Promise<string>;
}
