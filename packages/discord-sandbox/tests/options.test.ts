import { PassThrough } from 'node:stream';
import { text as wholeOf } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../src/index.ts';
import { chat } from '../src/terminal/chat.ts';
import type { Seed } from '../src/world/seed.ts';

async function sandboxWith(options: SandboxOptions) {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

const CHESS: Seed = {
  server: 'Chess Club',
  roles: [{ name: 'Arbiter' }],
  people: [
    { username: 'magnus', name: 'Magnus', locale: 'no' },
    { username: 'judit', name: 'Judit', roles: ['Arbiter'] },
  ],
  channels: [
    { name: 'rules', writers: 'Arbiter' },
    { name: 'games' },
    { name: 'disputes', readers: 'Arbiter' },
  ],
};

it('has the server, the people and the channels that were handed in', async () => {
  const { world, as, visitor } = await sandboxWith({ application: 'Clock', seed: CHESS });
  expect([world.home.name, world.bot.name, visitor]).toEqual(['Chess Club', 'Clock', 'magnus']);
  expect(as('judit').channels()).toEqual(['rules', 'games', 'disputes']);
  expect(as('judit').say('Touch and move.').channel).toBe('rules');
  expect(as('magnus').channels()).toEqual(['rules', 'games', 'disputes']);
});

it('keeps channels for the role that they are for', async () => {
  const people = [...CHESS.people, { username: 'ding', name: 'Ding' }];
  const { as } = await sandboxWith({ seed: { ...CHESS, people } });
  expect(as('ding').channels()).toEqual(['rules', 'games']);
  expect(() => as('ding').say('May I?')).toThrow("You can't write in #rules.");
  expect(as('ding').in('games').say('e4').content).toBe('e4');
});

it.each([
  ['nobody', { ...CHESS, people: [] }, 'A seed needs at least one person.'],
  ['no channel', { ...CHESS, channels: [] }, 'A seed needs at least one channel.'],
  ['a role that it lacks', { ...CHESS, roles: [] }, 'The seed has no role "Arbiter".'],
])('takes no seed with %s', async (_what, seed, why) => {
  await expect(startSandbox({ seed })).rejects.toThrow(why);
});

it('begins as the visitor that was named, or as the first where there is no such person', async () => {
  expect((await sandboxWith({ seed: CHESS, visitor: 'judit' })).visitor).toBe('judit');
  expect((await sandboxWith({ seed: CHESS, visitor: 'garry' })).visitor).toBe('magnus');
});

it('gives the hints that were handed in, and some that fit any bot', async () => {
  const sandbox = await sandboxWith({ seed: CHESS, hints: { command: '/move e4' } });
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(':help\nhello\n');
  expect(await chat({ sandbox, beat: async () => {}, input, output })).toBe('badly');
  output.end();
  const said = await wholeOf(output);
  expect(said).toContain('  /move e4                     a command; the first option needs no name\n');
  expect(said).toContain('  :as judit                    be somebody else; Tab names them\n');
  expect(said).toContain('  #games                       go to another channel\n');
  expect(said).toContain('  :press Yes ');
  expect(said).toContain('Say a command, such as /move e4. :help shows more.\n');
});
