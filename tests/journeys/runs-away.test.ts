import type { SeenMessage } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import {
  callOff,
  clubSetUp,
  clubWithRun,
  DAY,
  HOUR,
  inDays,
  isCard,
  posts,
  saturday,
  startIn,
} from './run-club.ts';

const AWAY = [
  ['1 hour', HOUR],
  ['25 hours', 25 * HOUR],
  ['8 days', 8 * DAY],
] as const;

/** What members are told while Discord takes no messages and the bot then is away: it comes as soon as both are back. */
const NEWS = [
  {
    kind: 'a change',
    more: {},
    prepare: async ({ ben, card }) => void (await ben.press(card, 'Maybe')),
    cause: async ({ leader }) => void (await leader.run('run edit', { run: '1', meet: 'The pub' })),
    told: /### Changed[\s\S]*The pub/,
  },
  {
    kind: 'a cancellation',
    more: {},
    prepare: async ({ ben, card }) => void (await ben.press(card, 'Going')),
    cause: async ({ leader }) => void (await callOff(leader, 'run', { run: '1', reason: 'Ice' })),
    told: /### Cancelled[\s\S]*Ice/,
  },
  {
    kind: 'a promotion',
    more: { capacity: 1 },
    prepare: async ({ leader, ben, card }) => {
      await leader.press(card, 'Going');
      await ben.press(card, 'Going');
    },
    cause: async ({ leader, card }) => void (await leader.press(card, "Can't go")),
    told: /a place is free/,
  },
] as const satisfies readonly {
  kind: string;
  more: Record<string, number>;
  prepare(club: Told): Promise<void>;
  cause(club: Told): Promise<void>;
  told: RegExp;
}[];

interface Told extends Pick<Awaited<ReturnType<typeof clubWithRun>>, 'leader' | 'card'> {
  readonly ben: ReturnType<Awaited<ReturnType<typeof clubWithRun>>['sandbox']['as']>;
}

const isLate = (message: SeenMessage) => textOf(message).includes('This comes late');

describe.each(NEWS)('$kind that could not be told at once', ({ more, prepare, cause, told }) => {
  it.each(AWAY)('comes once and says so, or not at all after the start: away for %s', async (_what, away) => {
    const { sandbox, card, leader, beat, stopBot, startBot } = await clubWithRun(more);
    const ben = sandbox.as('ben').in('group-runs');
    await prepare({ leader, ben, card });
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 1_000 });
    await cause({ leader, ben, card });
    await beat();
    await stopBot();
    sandbox.faults.clear();
    sandbox.clock.advance(away);
    await startBot();
    await beat();
    await beat();
    const came = posts(ben).filter(({ id }) => id !== card.id);
    const before = sandbox.clock.now() < startIn(card);
    expect(came).toHaveLength(before ? 1 : 0);
    for (const message of came) {
      expect(textOf(message)).toMatch(told);
      expect(isLate(message)).toBe(true);
      expect(message.pinged).toEqual(['ben']);
    }
  });
});

describe('a card that could not be put up at once', () => {
  it.each(AWAY)('comes once, or not at all after the start: away for %s', async (_what, away) => {
    const { sandbox, leader, beat, stopBot, startBot } = await clubSetUp();
    sandbox.faults.add({ method: 'POST', path: /^\/channels\/\d+\/messages$/, status: 503, times: 1_000 });
    await leader.run('run create', { ...saturday, when: inDays(sandbox, 3) });
    await beat();
    await stopBot();
    sandbox.faults.clear();
    sandbox.clock.advance(away);
    await startBot();
    await beat();
    await beat();
    expect(leader.read().filter(isCard)).toHaveLength(away < 3 * DAY ? 1 : 0);
    expect(posts(leader)).toEqual([]);
  });
});

describe('the next run of a series', () => {
  it.each(AWAY)(
    'comes once, though its time was missed, and none that is over: away for %s',
    async (_what, away) => {
      const { sandbox, leader, beat, stopBot, startBot } = await clubSetUp();
      await leader.run('run create', { ...saturday, when: inDays(sandbox, 3), repeat: 'weekly' });
      const first = startIn(await leader.sees(isCard));
      sandbox.clock.set(first - 1_000);
      await stopBot();
      sandbox.clock.set(first + away);
      await startBot();
      await beat();
      await beat();
      const starts = leader.read().filter(isCard).map(startIn);
      expect(starts).toHaveLength(2);
      expect(Math.round(((starts[1] ?? 0) - first) / DAY)).toBe(away < 7 * DAY ? 7 : 14);
    },
  );
});

describe('a reminder after which another is due as well', () => {
  it('is left out, and the last one comes', async () => {
    const { sandbox, card, beat, stopBot, startBot } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    await stopBot();
    sandbox.clock.set(startIn(card) - HOUR);
    await startBot();
    await beat();
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
    expect(posts(ben).every(isLate)).toBe(true);
  });

  it('comes where the other was never planned, because the club has changed its reminders since', async () => {
    const { sandbox, card, beat, stopBot, startBot } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    await sandbox.as('admin').run('club settings', { reminders: '24h, 2h, 90m' });
    await stopBot();
    sandbox.clock.set(startIn(card) - HOUR);
    await startBot();
    await beat();
    await beat();
    expect(posts(ben).map(({ pinged }) => pinged)).toEqual([['ben']]);
  });
});

describe('reminders that the club has chosen anew', () => {
  it('hold for runs that are on already', async () => {
    const { sandbox, card, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    const admin = sandbox.as('admin');
    await ben.press(card, 'Going');
    await admin.run('club settings', { reminders: '3h, 2h' });
    const at = async (before: number) => {
      sandbox.clock.set(startIn(card) - before);
      await beat();
      return posts(ben).length;
    };
    expect(await at(DAY)).toBe(0);
    expect(await at(3 * HOUR)).toBe(1);
    await admin.run('club settings', { reminders: '3h' });
    expect(await at(2 * HOUR)).toBe(1);
    await admin.run('club settings', { reminders: 'none' });
    await admin.run('club settings', { reminders: '24h, 3h, 1h' });
    expect(await at(2 * HOUR - 1_000)).toBe(1);
    expect(await at(HOUR)).toBe(2);
  });
});

describe('a run moved so near that its reminders are over', () => {
  it('is told as a change, and reminds of nothing any more', async () => {
    const { sandbox, card, leader, beat } = await clubWithRun();
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(card, 'Going');
    await leader.run('run edit', { run: '1', when: 'in 1 hour' });
    await ben.sees((message) => textOf(message).includes('### Changed'));
    for (let minutes = 0; minutes < 3; minutes++) {
      sandbox.clock.advance(29 * 60_000);
      await beat();
    }
    sandbox.clock.set(startIn(card) - DAY);
    await beat();
    expect(posts(ben)).toHaveLength(1);
  });
});
