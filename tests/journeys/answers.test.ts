import Sqlite from 'better-sqlite3';
import type { Sandbox } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import {
  cardSaying,
  clubSetUp,
  clubWithRun,
  DAY,
  HOUR,
  inDays,
  isCard,
  MINUTE,
  posts,
  saturday,
  startIn,
} from './run-club.ts';
import { said } from './said.ts';

const MESSAGES = /^\/channels\/\d+\/messages$/;
const TROUBLE = { expectTrouble: true } as const;

/** An answer in place of what Discord would have done. */
const instead = (sandbox: Sandbox, method: string, path: RegExp, status: number, body: unknown, times = 1) =>
  sandbox.faults.add({ method, path, status, body, times });

const coded = (code: number) => ({ code, message: 'Said Discord' });

/** What leaders were told, in any channel. */
const told = (sandbox: Sandbox) =>
  ['recovery', 'group-runs']
    .flatMap((channel) => sandbox.as('leader').read(channel))
    .filter(({ ephemeral, pinged }) => !ephemeral && pinged.includes('leader'));

/** Lets hours pass, with a look at what is due every few minutes at first. */
async function pass(sandbox: Sandbox, beat: () => Promise<void>, minutes: readonly number[]): Promise<void> {
  for (const more of minutes) {
    sandbox.clock.advance(more * MINUTE);
    await beat();
  }
}

const createRun = (leader: Awaited<ReturnType<typeof clubSetUp>>['leader'], sandbox: Sandbox) =>
  leader.run('run create', { ...saturday, when: inDays(sandbox, 3) });

describe('one stray answer to a post', () => {
  it.each([
    ['401', { status: 401, body: coded(0) }],
    ['401 with the code of a refused token', { status: 401, body: coded(40001) }],
    ['404 Unknown Channel', { status: 404, body: coded(10003) }],
    ['404 Unknown Guild', { status: 404, body: coded(10004) }],
    ['403 by Cloudflare', { status: 403, body: coded(40333) }],
    ['400 that says nothing', { status: 400, body: coded(0) }],
    ['400 that nobody knows', { status: 400, body: coded(987_654) }],
    ['200 with an empty list', { status: 200, body: [] }],
    ['200 with a text', { status: 200, body: 'Back soon' }],
    ['200 with a message that has no id', { status: 200, body: { id: null } }],
  ])('keeps nothing back and doubles nothing: %s', async (_what, fault) => {
    const { sandbox, leader, beat } = await clubSetUp();
    await createRun(leader, sandbox);
    await cardSaying(leader, /long run/);
    sandbox.faults.add({ method: 'POST', path: MESSAGES, ...fault });
    await leader.run('run create', { ...saturday, title: 'Another', when: inDays(sandbox, 4) });
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    await pass(sandbox, beat, [1, 4, 1, 30]);
    expect(leader.read().filter(isCard)).toHaveLength(2);
    expect(told(sandbox)).toEqual([]);
  });
});

describe('a message that Discord will not have', () => {
  it.each([200_000, 240_000, 50_035])(
    'is told to the leaders once and sent when they have seen to it: %i',
    async (code) => {
      const { sandbox, leader, beat } = await clubSetUp(TROUBLE);
      instead(sandbox, 'POST', MESSAGES, 400, coded(code));
      await createRun(leader, sandbox);
      await expect.poll(() => told(sandbox).length).toBe(1);
      await pass(sandbox, beat, [31, 31]);
      expect(told(sandbox)).toHaveLength(1);
      expect(textOf(told(sandbox)[0] ?? raise())).toContain('A post about run 1 could not be sent');
      expect(leader.read().filter(isCard)).toEqual([]);
      expect(said(await leader.run('club status'))).toContain(
        `run card for run 1: Discord refused it (${code}`,
      );
      await sandbox.as('admin').run('club settings', { units: 'mi' });
      await leader.sees(isCard);
      await beat();
      expect(told(sandbox)).toHaveLength(1);
    },
  );
});

describe('a channel that can no longer be written in', () => {
  it.each([
    ['a forum', 50_008, "it isn't a text channel any more"],
    ['a closed thread', 50_083, 'it is a thread that was closed'],
  ])('because it is %s: told once; mended, what waited comes', async (_what, code, words) => {
    const { sandbox, leader, beat, complaints } = await clubSetUp(TROUBLE);
    instead(sandbox, 'POST', MESSAGES, 400, coded(code));
    await createRun(leader, sandbox);
    await expect.poll(() => told(sandbox).length).toBe(1);
    expect(textOf(told(sandbox)[0] ?? raise())).toContain(words);
    await pass(sandbox, beat, [31]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
    expect(complaints.map(({ why }) => why)).toEqual([code === 50_008 ? 'wrong-kind' : 'thread-closed']);
  });
});

describe('a history that cannot be read', () => {
  it('keeps no post waiting within the minutes in which Discord knows it again', async () => {
    const { sandbox, leader, beat } = await clubSetUp();
    sandbox.faults.add({ method: 'POST', path: MESSAGES, drop: 'after' });
    instead(sandbox, 'GET', MESSAGES, 500, coded(0), 1_000);
    await createRun(leader, sandbox);
    await expect.poll(() => sandbox.faults.pending).toBe(1_000);
    await pass(sandbox, beat, [1, 1, 30]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
  });

  it('holds up a post no longer than three looks', async () => {
    const { sandbox, leader, beat, stopBot, startBot } = await clubSetUp(TROUBLE);
    instead(sandbox, 'POST', MESSAGES, 503, coded(0), 8);
    instead(sandbox, 'GET', MESSAGES, 500, coded(0), 1_000);
    await createRun(leader, sandbox);
    await beat();
    await stopBot();
    sandbox.clock.advance(10 * MINUTE);
    await startBot();
    await pass(sandbox, beat, [1, 1, 1, 5, 5, 5]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
  });

  it('once, though it has something in it, is not believed', async () => {
    const { sandbox, leader, beat } = await clubSetUp();
    sandbox.faults.add({ method: 'POST', path: MESSAGES, drop: 'after' });
    await createRun(leader, sandbox);
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    instead(sandbox, 'GET', MESSAGES, 200, []);
    instead(sandbox, 'GET', /^\/channels\/\d+$/, 200, { last_message_id: '9'.repeat(19) });
    await pass(sandbox, beat, [10, 31, 31]);
    expect(sandbox.faults.pending).toBe(0);
    expect(leader.read().filter(isCard)).toHaveLength(1);
  });

  /** A club whose run's card is posted where the bot may not read what was posted; `mend` lets it. */
  async function withoutHistory() {
    const club = await clubSetUp(TROUBLE);
    const { sandbox, leader } = club;
    const channel = [...sandbox.world.home.channels.values()].find(({ name }) => name === 'group-runs');
    const history = { id: sandbox.world.bot.id, type: 1, allow: 0n, deny: 1n << 16n };
    channel?.overwrites.push(history);
    sandbox.faults.add({ method: 'POST', path: MESSAGES, drop: 'after' });
    await createRun(leader, sandbox);
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    const mend = () => channel?.overwrites.splice(channel.overwrites.indexOf(history), 1);
    return { ...club, mend };
  }

  it('for want of the right matters to nobody while Discord knows the post again', async () => {
    const { sandbox, leader, beat } = await withoutHistory();
    await pass(sandbox, beat, [1, 31, 31]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
    expect(told(sandbox)).toEqual([]);
  });

  it('for want of the right is told; where it is given, nothing comes twice', async () => {
    const { sandbox, leader, beat, mend } = await withoutHistory();
    await pass(sandbox, beat, [10, 31]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
    expect(told(sandbox).map(textOf).join()).toContain('give me Read Message History in that channel');
    mend();
    await pass(sandbox, beat, [31]);
    expect(leader.read().filter(isCard)).toHaveLength(1);
    expect(told(sandbox)).toHaveLength(1);
  });

  it('for want of the right holds up a post no longer than three looks: better twice than never', async () => {
    const { sandbox, leader, beat } = await withoutHistory();
    await pass(sandbox, beat, [10, 31, 31, 31]);
    expect(leader.read().filter(isCard)).toHaveLength(2);
    expect(told(sandbox)).toHaveLength(1);
  });
});

describe('cards that are older than an hour', () => {
  it('are edited as often as Discord takes it, say the newest, and hold up nothing', async () => {
    const { sandbox, leader, beat } = await clubSetUp();
    const titles = ['One', 'Two', 'Three', 'Four'];
    for (const title of titles)
      await leader.run('run create', { ...saturday, title, when: inDays(sandbox, 3) });
    for (const title of titles) await cardSaying(leader, new RegExp(title));
    sandbox.clock.advance(2 * HOUR);
    await beat();
    const members = ['ben', 'grace'].map((name) => sandbox.as(name).in('group-runs'));
    for (const member of members)
      for (const card of member.read().filter(isCard)) await member.press(card, 'Going');
    for (const title of titles) await cardSaying(leader, new RegExp(`${title}[\\s\\S]*Going \\(2\\)`));
    const refused = sandbox.traffic.requests.filter(({ status }) => status === 429);
    expect(refused).toEqual([]);
  });
});

describe('one stray answer to an edit', () => {
  it.each([
    ['Unknown Channel', 10_003],
    ['Unknown Message', 10_008],
  ])('loses no card: %s', async (_what, code) => {
    const { sandbox, card, leader, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    instead(sandbox, 'PATCH', /\/messages\/\d+$/, 404, coded(code));
    await ben.press(card, 'Going');
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    // The answer is on its way for as long as it takes.
    const shows = () =>
      leader.read().some((message) => isCard(message) && /Going \(1\)/.test(textOf(message)));
    await expect.poll(() => pass(sandbox, beat, [4]).then(shows), { timeout: 20_000 }).toBe(true);
    await ben.press(card, "Can't go");
    await cardSaying(leader, /Going \(0\)|Nobody/);
    expect(leader.read().filter(isCard)).toHaveLength(1);
    expect(told(sandbox)).toEqual([]);
  });
});

describe('servers that Discord leaves out of its list', () => {
  const LIST = /^\/users\/@me\/guilds$/;

  it('once are none that the bot has left', async () => {
    const { sandbox, card, beat, stopBot, startBot } = await clubWithRun();
    await sandbox.as('ben').in('group-runs').press(card, 'Going');
    await stopBot();
    instead(sandbox, 'GET', LIST, 200, []);
    await startBot();
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(posts(sandbox.as('ben').in('group-runs')).map(({ pinged }) => pinged)).toEqual([['ben']]);
  });

  it('again and again are left only when the server says so itself', async () => {
    const { sandbox, leader, beat, stopBot, startBot, databaseFile } = await clubSetUp();
    await stopBot();
    instead(sandbox, 'GET', LIST, 200, [], 100);
    await startBot();
    await expect.poll(() => noted(databaseFile, 'missing_since')).toBe(true);
    await pass(sandbox, beat, [61, 1]);
    expect(noted(databaseFile, 'left_at')).toBe(false);
    await createRun(leader, sandbox);
    await leader.sees(isCard);
  });

  it('with an odd answer say nothing', async () => {
    const { sandbox, leader, stopBot, startBot } = await clubSetUp(TROUBLE);
    await stopBot();
    instead(sandbox, 'GET', LIST, 200, { message: 'Back soon' }, 100);
    await startBot();
    await createRun(leader, sandbox);
    await leader.sees(isCard);
  });

  it('and that were left are back with the first command', async () => {
    const { sandbox, leader, beat, stopBot, startBot, databaseFile } = await clubSetUp();
    await stopBot();
    instead(sandbox, 'GET', LIST, 200, []);
    await startBot();
    await expect.poll(() => noted(databaseFile, 'missing_since')).toBe(true);
    instead(sandbox, 'GET', /^\/guilds\/\d+$/, 404, coded(10_004));
    await pass(sandbox, beat, [61]);
    expect(noted(databaseFile, 'left_at')).toBe(true);
    await createRun(leader, sandbox);
    await leader.sees(isCard);
  });
});

describe('what was asked of Discord after something was saved', () => {
  it.each([
    ['a server without roles', { status: 200, body: { id: '1', owner_id: '2' } }],
    ['null', { status: 200, body: null }],
    [
      'a role with odd rights',
      { status: 200, body: { id: '1', owner_id: '2', roles: [{ id: '3', permissions: null }] } },
    ],
  ])('never makes it sound as if it was not: %s', async (_what, fault) => {
    const { sandbox } = await clubSetUp();
    sandbox.faults.add({ method: 'GET', path: /^\/guilds\/\d+$/, ...fault });
    const answer = said(await sandbox.as('admin').run('club settings', { units: 'mi' }));
    expect(answer).toContain('**Units:** mi');
    expect(answer).toContain("I couldn't ask Discord just now");
  });
});

describe('a share whose answer is lost on the way', () => {
  it('is posted once', async () => {
    const { sandbox } = await clubSetUp(TROUBLE);
    const ben = sandbox.as('ben').in('general');
    const routine = (await ben.run('stretch', { muscle: 'calves' })).message ?? raise();
    instead(sandbox, 'POST', /^\/webhooks\//, 503, coded(0));
    await ben.press(routine, 'Share');
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    await ben.sees((message) => textOf(message).includes('not your fault'));
    const requests = sandbox.traffic.requests.filter(
      ({ method, path }) => method === 'POST' && path.startsWith('/webhooks/'),
    );
    // The second tells the member that it didn't work.
    expect(requests.map(({ status }) => status)).toEqual([503, 200]);
  });
});

describe('an event that Discord once says is not there', () => {
  it('stays', async () => {
    const { sandbox, leader, beat } = await clubSetUp();
    await sandbox.as('admin').run('club settings', { events: true });
    await createRun(leader, sandbox);
    await beat();
    const bodies: unknown[] = [];
    sandbox.traffic.onRequest(({ method, path }, _violation, { sent }) => {
      if (method === 'PATCH' && path.includes('scheduled-events')) bodies.push(sent);
    });
    instead(sandbox, 'PATCH', /\/scheduled-events\/\d+$/, 404, coded(10_070));
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await beat();
    await pass(sandbox, beat, [4]);
    expect(leader.events()).toMatchObject([{ location: 'The pub' }]);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) expect(body).not.toHaveProperty('entity_type');
  });
});

describe('a server', () => {
  const going = async () => {
    const club = await clubWithRun();
    await club.sandbox.as('ben').in('group-runs').press(club.card, 'Going');
    await cardSaying(club.leader, /Going \(1\)/);
    const tries = () =>
      club.sandbox.traffic.requests.filter(({ method, path }) => method === 'POST' && MESSAGES.test(path))
        .length;
    const reminders = () => posts(club.sandbox.as('ben').in('group-runs')).map(({ pinged }) => pinged);
    return { ...club, tries, reminders, server: club.sandbox.server() };
  };

  it('from which the bot was removed is not posted to, and is again when the bot is back', async () => {
    const { sandbox, card, beat, server, tries, reminders, databaseFile } = await going();
    const before = tries();
    server.kickBot();
    await expect.poll(() => noted(databaseFile, 'left_at')).toBe(true);
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(tries()).toBe(before);
    server.inviteBot();
    await expect.poll(reminders).toEqual([['ben']]);
  });

  it('that has an outage was not left', async () => {
    const { sandbox, card, beat, server, reminders } = await going();
    server.fail();
    await beat();
    server.recover();
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(reminders()).toEqual([['ben']]);
  });
});

/** Whether the bot has noted of a server that it has left it, or that it is missing. */
function noted(databaseFile: string, what: 'left_at' | 'missing_since'): boolean {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const club = sqlite.prepare(`select 1 from clubs where ${what} is not null`).get();
  sqlite.close();
  return club !== undefined;
}

function raise(): never {
  throw new Error('There is none');
}
