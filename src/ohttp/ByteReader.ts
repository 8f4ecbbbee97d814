/** Reads the parts of a binary message one after the other. Every method throws a RangeError if the message ends too early. */
export class ByteReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  bytes(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError('the message ends too early');
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#offset);
  }

  /** An integer of `length` bytes in network byte order. */
  integer(length: number): number {
    return this.bytes(length).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** A variable-length integer (RFC 9000, section 16): the first two bits say whether it has 1, 2, 4 or 8 bytes. */
  varint(): number {
    const first = this.integer(1);
    const more = 2 ** (first >> 6) - 1;
    return (first & 0x3f) * 256 ** more + this.integer(more);
  }

  /** Bytes that follow their length. */
  vector(): Uint8Array {
    return this.bytes(this.varint());
  }

  /** A vector of characters, one a byte. */
  text(): string {
    return String.fromCharCode(...this.vector());
  }
}
