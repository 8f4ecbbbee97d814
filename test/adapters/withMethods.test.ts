import { describe, expect, it, vi } from 'vitest';
import { withMethods } from '../../src/adapters/withMethods.js';

/** As clients are made: private fields, accessors, methods that call each other or return their object. */
class Client {
  static readonly version = 3;
  #calls = 0;
  timeout = 10;
  readonly own = () => this.call();
  get calls(): number {
    return this.#calls;
  }
  set calls(calls: number) {
    this.#calls = calls;
  }
  call(): string {
    this.#calls++;
    return 'original';
  }
  twice(): string {
    return `${this.call()} ${this.call()}`;
  }
  self(): this {
    return this;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    yield this.#calls;
  }
}

describe('an object with some methods replaced', () => {
  const replaced = (): { client: Client; counted: Client } => {
    const client = new Client();
    return { client, counted: withMethods(client, { call: () => 'replaced' }) };
  };

  it('should call the replacements', () => {
    const { client, counted } = replaced();
    expect(counted.call()).toBe('replaced');
    expect(client.calls).toBe(0);
  });

  it('should run all others on the object itself, which knows nothing of the replacements', async () => {
    const { client, counted } = replaced();
    expect(counted.twice()).toBe('original original');
    expect(counted.own()).toBe('original');
    expect(counted.calls).toBe(3);
    expect(counted.self()).toBe(client);
    for await (const calls of counted) expect(calls).toBe(3);
  });

  it('should read and write the fields of the object', () => {
    const { client, counted } = replaced();
    counted.timeout = 20;
    counted.calls = 7;
    expect([client.timeout, client.calls, counted.timeout, counted.calls]).toEqual([20, 7, 20, 7]);
    expect(Object.keys(counted)).toEqual(Object.keys(client));
    expect('twice' in counted).toBe(true);
  });

  it('should stay of its class, and each member equal to itself', () => {
    const { client, counted } = replaced();
    expect(counted).toBeInstanceOf(Client);
    expect(counted.constructor).toBe(Client);
    expect(counted.twice).toBe(counted.twice);
    expect(counted.toString()).toBe(client.toString());
  });

  it('should keep the properties of a method, and what it is called on', () => {
    const spy = vi.fn(function (this: unknown) {
      return this;
    });
    const client = { spy };
    const counted = withMethods(client, {});
    const other = {};
    expect(counted.spy()).toBe(client);
    expect(counted.spy.call(other)).toBe(other);
    expect(counted.spy).toHaveBeenCalledTimes(2);
  });

  it('should replace by symbol, also what the object does not have, and read a getter at each access', () => {
    let reads = 0;
    const counted = withMethods(new Client(), {
      *[Symbol.iterator]() {
        yield 1;
      },
      get calls() {
        return ++reads;
      },
    });
    expect([...(counted as unknown as Iterable<number>)]).toEqual([1]);
    expect([counted.calls, counted.calls]).toEqual([1, 2]);
  });

  it('should replace members of a frozen object', () => {
    const counted = withMethods(Object.freeze({ call: () => 'original', other: () => 'other' }), {
      call: () => 'replaced',
    });
    expect([counted.call(), counted.other()]).toEqual(['replaced', 'other']);
  });

  const { call } = Client.prototype;
  it.each<[string, PropertyDescriptor]>([
    ['is fixed', { value: call, enumerable: true }],
    ['is fixed and hidden', { value: call }],
    ['is read by a getter', { get: () => call }],
  ])('should keep a member that %s', (_, descriptor) => {
    for (const key of ['other', Symbol('other')]) {
      const client = Object.defineProperty(new Client(), key, descriptor);
      const counted = withMethods(client, { self: () => 'replaced' });
      expect(Reflect.apply(Reflect.get(counted, key) as () => string, counted, [])).toBe('original');
      expect([counted.self(), counted.twice(), counted.calls]).toEqual(['replaced', 'original original', 3]);
      expect(counted).toBeInstanceOf(Client);
      expect(Object.keys({ ...counted })).toEqual(Object.keys({ ...client }));
      expect(Object.hasOwn(counted, key)).toBe(true);
    }
  });

  it('should work on what it made itself', () => {
    const { client, counted } = replaced();
    const twice = withMethods(counted, { self: () => 'replaced again' });
    expect([twice.call(), twice.self(), twice.twice(), client.calls]).toEqual([
      'replaced',
      'replaced again',
      'original original',
      2,
    ]);
  });
});
