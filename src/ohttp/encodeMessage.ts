import { concat, encode } from 'hpke';
import type { BinaryRequest, BinaryResponse, Fields } from './BinaryMessage.js';

/**
 * The lengths of requests before encryption. Every batch of the built-in signals has the first one, if the endpoint's URL has at
 * most 200 characters. Every batch that the protocol allows has the first or the second.
 */
export const requestLengths: readonly number[] = [2048, 8192];

/** The lengths of responses before encryption. Only a list of refused counters needs the second. */
export const responseLengths: readonly number[] = [512, 8192];

/**
 * Encodes a request in the known-length form of Binary HTTP, padded to one of `requestLengths`.
 *
 * @throws RangeError if it is longer than the longest of them, TypeError for a text that is not ASCII.
 */
export function encodeRequest({ method, scheme, authority, path, fields, content }: BinaryRequest): Uint8Array {
  const control = [method, scheme, authority, path].map((part) => vector(encode(part)));
  return pad(concat(varint(0), ...control, fieldSection(fields), vector(content), noTrailers), requestLengths);
}

/**
 * Encodes a response in the known-length form of Binary HTTP, padded to one of `responseLengths`.
 *
 * @throws RangeError if it is longer than the longest of them, TypeError for a text that is not ASCII.
 */
export function encodeResponse({ status, fields, content }: BinaryResponse): Uint8Array {
  const message = concat(varint(1), varint(status), fieldSection(fields), vector(content), noTrailers);
  return pad(message, responseLengths);
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

function pad(message: Uint8Array, lengths: readonly number[]): Uint8Array {
  const length = lengths.find((length) => length >= message.length);
  if (length === undefined) throw new RangeError(`a message of ${message.length} bytes is too long`);
  const padded = new Uint8Array(length);
  padded.set(message);
  return padded;
}
