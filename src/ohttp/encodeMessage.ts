import { concat, encode } from 'hpke';
import type { BinaryRequest, BinaryResponse, Fields } from './BinaryMessage.js';

/**
 * The length of every message before encryption, so that a relay sees no difference between two of them. Every batch that the
 * protocol allows fits if the endpoint's URL has at most 200 characters, and so does every answer of the collector to one.
 */
export const messageLength = 8192;

/**
 * Encodes a request in the known-length form of Binary HTTP, padded to `messageLength`.
 *
 * @throws RangeError if it is longer, TypeError for a text that is not ASCII.
 */
export function encodeRequest({ method, scheme, authority, path, fields, content }: BinaryRequest): Uint8Array {
  const control = [method, scheme, authority, path].map((part) => vector(encode(part)));
  return pad(concat(varint(0), ...control, fieldSection(fields), vector(content), noTrailers));
}

/**
 * Encodes a response in the known-length form of Binary HTTP, padded to `messageLength`.
 *
 * @throws RangeError if it is longer, TypeError for a text that is not ASCII.
 */
export function encodeResponse({ status, fields, content }: BinaryResponse): Uint8Array {
  return pad(concat(varint(1), varint(status), fieldSection(fields), vector(content), noTrailers));
}

const noTrailers = new Uint8Array(1);

function fieldSection(fields: Fields): Uint8Array {
  return vector(concat(...fields.flat().map((text) => vector(encode(text)))));
}

function vector(bytes: Uint8Array): Uint8Array {
  return concat(varint(bytes.length), bytes);
}

/** A variable-length integer (RFC 9000, section 16) below 2 ** 30. */
function varint(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  if (value < 0x4000) return Uint8Array.of(0x40 | (value >> 8), value);
  return Uint8Array.of(0x80 | (value >> 24), value >> 16, value >> 8, value);
}

function pad(message: Uint8Array): Uint8Array {
  if (message.length > messageLength) throw new RangeError(`a message of ${message.length} bytes is too long`);
  const padded = new Uint8Array(messageLength);
  padded.set(message);
  return padded;
}
