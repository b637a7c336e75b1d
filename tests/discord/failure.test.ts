import { DiscordAPIError, HTTPError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { codeOf, failureIn } from '../../src/discord/failure.ts';

/** What discord.js throws for an answer with a code, or with something else in its place. */
function refusal(status: number, code: unknown): DiscordAPIError {
  const raw = { code: code as number, message: 'Why' };
  return new DiscordAPIError(raw, code as number, status, 'POST', 'https://discord.test', {
    body: undefined,
    files: undefined,
  });
}

describe('what Discord says no with', () => {
  it.each([
    [404, 10003, { type: 'channel', why: 'channel-gone' }],
    [404, 10004, { type: 'passing' }],
    [403, 50001, { type: 'channel', why: 'no-access' }],
    [403, 50013, { type: 'channel', why: 'missing-permission' }],
    [400, 50008, { type: 'channel', why: 'wrong-kind' }],
    [403, 50008, { type: 'channel', why: 'wrong-kind' }],
    [400, 50024, { type: 'channel', why: 'wrong-kind' }],
    [400, 40058, { type: 'channel', why: 'wrong-kind' }],
    [400, 50083, { type: 'channel', why: 'thread-closed' }],
    [400, 160005, { type: 'channel', why: 'thread-closed' }],
    [400, 50035, { type: 'refused' }],
    [400, 50006, { type: 'refused' }],
    [400, 200000, { type: 'refused' }],
    [400, 240000, { type: 'refused' }],
    [429, 30046, { type: 'passing' }],
    [403, 40333, { type: 'passing', ours: true }],
    [401, 40001, { type: 'passing', ours: true }],
    [401, 0, { type: 'passing' }],
    [400, 0, { type: 'passing' }],
    [400, 130000, { type: 'passing' }],
    [400, 987654, { type: 'unknown' }],
    [403, 987654, { type: 'unknown' }],
  ])('%i with %i is told by its code', (status, code, failure) => {
    expect(failureIn(refusal(status, code))).toMatchObject(failure);
  });

  it.each([undefined, null, '50035', Number.NaN, 'invalid_token'])(
    'says nothing where its code is %s',
    (code) => {
      expect(codeOf(refusal(400, code))).toBeUndefined();
      expect(failureIn(refusal(404, code)).type).toBe('passing');
    },
  );

  it('is passing where it was the server, the line or our own reading', () => {
    const told = { body: undefined, files: undefined };
    for (const error of [
      new HTTPError(502, 'Bad Gateway', 'POST', 'https://discord.test', told),
      new TypeError('fetch failed'),
      new SyntaxError('Unexpected end of JSON input'),
      'nothing at all',
    ])
      expect(failureIn(error).type).toBe('passing');
  });
});
