import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRequest, decodeResponse } from '../../src/ohttp/decodeMessage.js';
import { encodeRequest, encodeResponse, messageLength } from '../../src/ohttp/encodeMessage.js';
import { effort } from '../support/effort.js';
import { hex, unhex } from './hex.js';

/** The examples of RFC 9292, section 5. */
const knownLengthRequest = `
  00034745540568747470 73000a2f68656c6c6f2e747874406c0a757365722d6167656e74346375726c2f372e31362e33206c69626375726c2f37
  2e31362e33204f70656e53534c2f302e392e376c207a6c69622f312e322e3304686f73740f7777772e6578616d706c652e636f6d0f6163636570
  742d6c616e677561676506656e2c206d690000`;
const indeterminateLengthRequest = `
  02034745540568747470 73000a2f68656c6c6f2e7478740a757365722d6167656e74346375726c2f372e31362e33206c69626375726c2f372e31
  362e33204f70656e53534c2f302e392e376c207a6c69622f312e322e3304686f73740f7777772e6578616d706c652e636f6d0f6163636570742d
  6c616e677561676506656e2c206d6900000000000000000000000000`;
const indeterminateLengthResponse = `
  0340660772756e6e696e670a22736c65657020313522004067046c696e6b233c2f7374796c652e6373733e3b2072656c3d7072656c6f61643b20
  61733d7374796c65046c696e6b243c2f7363726970742e6a733e3b2072656c3d7072656c6f61643b2061733d7363726970740040c80464617465
  1d4d6f6e2c203237204a756c20323030392031323a32383a353320474d5406736572766572064170616368650d6c6173742d6d6f646966696564
  1d5765642c203232204a756c20323030392031393a31353a353620474d5404657461671422333461613338372d642d3135363865623030220d61
  63636570742d72616e6765730562797465730e636f6e74656e742d6c656e67746802353104766172790f4163636570742d456e636f64696e670c
  636f6e74656e742d747970650a746578742f706c61696e003348656c6c6f20576f726c6421204d7920636f6e74656e7420696e636c7564657320
  6120747261696c696e672043524c462e0d0a0000`;
const responseWithTrailer =
  '0140c8001d5468697320636f6e74656e7420636f6e7461696e732043524c462e0d0a0d07747261696c65720474657874';

const request = {
  method: 'GET',
  scheme: 'https',
  authority: '',
  path: '/hello.txt',
  fields: [
    ['user-agent', 'curl/7.16.3 libcurl/7.16.3 OpenSSL/0.9.7l zlib/1.2.3'],
    ['host', 'www.example.com'],
    ['accept-language', 'en, mi'],
  ],
  content: new Uint8Array(),
} as const;

describe('the examples of RFC 9292', () => {
  test('a request of known length, decoded and encoded', () => {
    expect(decodeRequest(unhex(knownLengthRequest))).toEqual(request);
    const example = hex(unhex(knownLengthRequest));
    expect(hex(encodeRequest(request))).toBe(example.padEnd(2 * messageLength, '0'));
  });

  test('a request of indeterminate length, with padding', () => {
    expect(decodeRequest(unhex(indeterminateLengthRequest))).toEqual(request);
  });

  test('a response of indeterminate length, after two informational ones', () => {
    const { status, fields, content } = decodeResponse(unhex(indeterminateLengthResponse));
    expect(status).toBe(200);
    expect(fields.map(([name]) => name)).toEqual([
      ...['date', 'server', 'last-modified', 'etag', 'accept-ranges', 'content-length', 'vary', 'content-type'],
    ]);
    expect(Buffer.from(content).toString()).toBe('Hello World! My content includes a trailing CRLF.\r\n');
  });

  test('a response of known length, with a trailer', () => {
    const { status, fields, content } = decodeResponse(unhex(responseWithTrailer));
    expect({ status, fields }).toEqual({ status: 200, fields: [] });
    expect(Buffer.from(content).toString()).toBe('This content contains CRLF.\r\n');
  });
});

const text = fc.string({ unit: 'binary-ascii', maxLength: 100 });
const fields = fc.array(fc.tuple(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), text), {
  maxLength: 5,
});
const content = fc.uint8Array({ maxLength: 6800 });

test('should decode every encoded request, which has one length', () => {
  const requests = fc.record({ method: text, scheme: text, authority: text, path: text, fields, content });
  fc.assert(
    fc.property(requests, (request) => {
      const encoded = encodeRequest(request);
      expect(encoded.length).toBe(messageLength);
      expect(decodeRequest(encoded)).toEqual(request);
    }),
    { numRuns: effort(100, 1000) },
  );
});

test('should decode every encoded response, which has one length', () => {
  const responses = fc.record({ status: fc.integer({ min: 200, max: 599 }), fields, content });
  fc.assert(
    fc.property(responses, (response) => {
      const encoded = encodeResponse(response);
      expect(encoded.length).toBe(messageLength);
      expect(decodeResponse(encoded)).toEqual(response);
    }),
    { numRuns: effort(100, 1000) },
  );
});

const examples = [knownLengthRequest, indeterminateLengthRequest, indeterminateLengthResponse, responseWithTrailer];
const damaged = fc
  .tuple(fc.constantFrom(...examples.map(unhex)), fc.nat(), fc.nat(255), fc.nat())
  .map(([bytes, at, byte, length]) => {
    const copy = bytes.slice(0, 1 + (length % bytes.length));
    copy[at % copy.length] = byte;
    return copy;
  });

test('should reject malformed bytes with a RangeError and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged), (bytes) => {
      for (const decode of [decodeRequest, decodeResponse]) {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }),
    { numRuns: effort(1000, 20_000) },
  );
});

test.each([
  ['an unknown framing', '0440c80000'],
  ['a response as a request', '0140c8'],
  ['an empty name of a field', `${hex(unhex('00034745540568747470730b6578616d706c652e636f6d012f'))}020000`],
  ['padding that is not zero', `${hex(unhex(knownLengthRequest))}000001`],
  ['no path', '0003474554056874747073'],
  ['a length of more than all bytes', '00ffffffffffffffff'],
])('%s is malformed', (_, bytes) => {
  expect(() => decodeRequest(unhex(bytes))).toThrow(RangeError);
});

test.each([0, 99, 600, 16_000])('a status of %i is malformed', (status) => {
  const varint = (0x4000 | status).toString(16);
  expect(() => decodeResponse(unhex(`01${varint}`))).toThrow(RangeError);
});

test('a message that is too long is refused', () => {
  expect(() => encodeRequest({ ...request, content: new Uint8Array(messageLength) })).toThrow(RangeError);
});
