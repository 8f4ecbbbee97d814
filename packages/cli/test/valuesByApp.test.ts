import { expect, test } from 'vitest';
import { valuesByApp } from '../src/collect/valuesByApp.js';

test('a value is for one app if it names it; an app with none of its own has those that name no app', () => {
  const of = valuesByApp('--versions', ['1.4.0', 'chat=2.0.0', 'chat=2.1.0', '1.5.0'], ['chat', 'editor']);
  expect(of('chat')).toEqual(['2.0.0', '2.1.0']);
  expect(of('editor')).toEqual(['1.4.0', '1.5.0']);
  expect(valuesByApp('--versions', ['chat=2.0.0'], ['chat', 'editor'])('editor')).toEqual([]);
  expect(valuesByApp('--versions', undefined, ['chat'])('chat')).toEqual([]);
});

test('without apps a value is what it says, and a path may have a "=" with apps, too', () => {
  expect(valuesByApp('--signals', ['chat=signals.json'], [])(undefined)).toEqual(['chat=signals.json']);
  const of = valuesByApp('--signals', ['./a=b.json', 'chat=c=d.json'], ['chat', 'editor']);
  expect([of('editor'), of('chat')]).toEqual([['./a=b.json'], ['c=d.json']]);
});

test('an app that is not there is an error that names those that are', () => {
  expect(() => valuesByApp('--signals', ['chta=signals.json'], ['chat', 'editor'])).toThrow(
    '--signals names the app "chta", which has no --app; the apps are chat, editor',
  );
});
