import { expect, test } from 'vitest';
import { forwardedAddress, networkOf } from '../src/index.js';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:DB8:0:7::', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.255', '192.0.2.255'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['a name', 'a name'],
  ['2001:db8::1]/[::1', '2001:db8::1]/[::1'],
  ['2001:db8::12345', '2001:db8::12345'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ['203.0.113.9', 1, '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9', 1, '203.0.113.9'],
  ['198.51.100.1,203.0.113.9', 2, '198.51.100.1'],
  ['forged, 198.51.100.1, 203.0.113.9', 2, '198.51.100.1'],
  ['forged,2001:db8::1', 1, '2001:db8::1'],
  ['203.0.113.9:50123', 1, '203.0.113.9'],
  ['[2001:db8::1]:50123, [2001:db8::2]', 2, '2001:db8::1'],
  ['203.0.113.9', 2, undefined],
  ['forged, 203.0.113.9', 2, undefined],
  ['203.0.113.9, unknown', 2, undefined],
  ['203.0.113.9, unknown', 1, undefined],
  ['203.0.113.256', 1, undefined],
  ['203.0.113', 1, undefined],
  ['203.0.113.9.', 1, undefined],
  ['203.0.113.9,', 1, undefined],
  ['', 1, undefined],
])('of "%s", the entry of %i proxies is %s', (header, hops, address) => {
  const request = new Request('http://collector.test/', { headers: { 'x-forwarded-for': header } });
  expect(forwardedAddress(request, hops)).toBe(address);
});

test('without the header there is no forwarded address', () => {
  expect(forwardedAddress(new Request('http://collector.test/'), 1)).toBeUndefined();
});
