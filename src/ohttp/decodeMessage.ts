import type { BinaryRequest, BinaryResponse, Fields } from './BinaryMessage.js';
import { ByteReader } from './ByteReader.js';

/**
 * Decodes a request in the known-length or the indeterminate-length form of Binary HTTP. Trailers are dropped.
 *
 * @throws RangeError if it is malformed.
 */
export function decodeRequest(bytes: Uint8Array): BinaryRequest {
  const reader = new ByteReader(bytes);
  const isKnownLength = readFraming(reader, 0);
  const [method, scheme, authority, path] = [reader.text(), reader.text(), reader.text(), reader.text()];
  const fields = readFields(reader, isKnownLength);
  return { method, scheme, authority, path, fields, content: readContent(reader, isKnownLength) };
}

/**
 * Decodes a response in the known-length or the indeterminate-length form of Binary HTTP. Informational responses and trailers
 * are dropped.
 *
 * @throws RangeError if it is malformed.
 */
export function decodeResponse(bytes: Uint8Array): BinaryResponse {
  const reader = new ByteReader(bytes);
  const isKnownLength = readFraming(reader, 1);
  let status: number;
  let fields: Fields;
  do {
    status = reader.varint();
    check(status >= 100 && status <= 599);
    fields = readFields(reader, isKnownLength);
  } while (status < 200);
  return { status, fields, content: readContent(reader, isKnownLength) };
}

/** Returns whether the lengths of all sections are known. `framing` is the indicator of that form. */
function readFraming(reader: ByteReader, framing: 0 | 1): boolean {
  const indicator = reader.varint();
  check(indicator === framing || indicator === framing + 2);
  return indicator === framing;
}

/** A message may leave out the empty sections at its end. */
function readFields(reader: ByteReader, isKnownLength: boolean): Fields {
  if (reader.isAtEnd) return [];
  const section = isKnownLength ? new ByteReader(reader.vector()) : reader;
  const fields: [name: string, value: string][] = [];
  while (!(isKnownLength && section.isAtEnd)) {
    const name = section.text();
    if (name === '') {
      check(!isKnownLength);
      break;
    }
    fields.push([name, section.text()]);
  }
  return fields;
}

/** Reads the content and all that follows it, which says nothing but must be well-formed. */
function readContent(reader: ByteReader, isKnownLength: boolean): Uint8Array {
  const content = isKnownLength ? readKnown(reader) : readChunks(reader);
  readFields(reader, isKnownLength);
  check(reader.rest().every((byte) => byte === 0));
  return content;
}

function readKnown(reader: ByteReader): Uint8Array {
  return reader.isAtEnd ? new Uint8Array() : reader.vector();
}

function readChunks(reader: ByteReader): Uint8Array {
  const bytes: number[] = [];
  while (!reader.isAtEnd) {
    const chunk = reader.vector();
    if (chunk.length === 0) break;
    for (const byte of chunk) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function check(isValid: boolean): void {
  if (!isValid) throw new RangeError('the message is malformed');
}
