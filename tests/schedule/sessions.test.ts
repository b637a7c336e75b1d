import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadContent } from '../../src/content.ts';
import type { Content } from '../../src/domain/content.ts';
import type { SessionPress, SessionShown } from '../../src/domain/session-view.ts';
import { createGuidedSessions, type SessionSender } from '../../src/schedule/sessions.ts';
import { createSessionPlayer } from '../../src/services/session-player.ts';
import { createSessionService, TOKEN_MS } from '../../src/services/sessions.ts';
import { createStretchService } from '../../src/services/stretch.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { listSessions } from '../../src/storage/sessions.ts';
import { ownFolder } from '../folders.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const SECOND = 1_000;
const NOON = Date.UTC(2026, 10, 24, 12);

const memberCalled = (userId: string) => ({ guildId: '1', userId });
const BEN = memberCalled('7');

type Show = SessionSender['show'];

/** Sessions on a real database, without Discord: `show` is whatever becomes of a message. */
async function sessions(show: Show) {
  const db = await openDatabase(join(ownFolder(), 'club.sqlite'));
  onTestFinished(() => db.destroy());
  const time = { now: NOON };
  const clock = () => time.now;
  const troubles: unknown[] = [];
  let guided: ReturnType<typeof createGuidedSessions> | undefined;

  /** The program starts, with content that may be another one than before. */
  function open(now: Content = content) {
    const player = createSessionPlayer(db, now, clock);
    const playing = createGuidedSessions({
      player,
      sender: { show },
      settleTime: async () => true,
      clock,
      wait: async () => {},
      onTrouble: (error) => troubles.push(error),
    });
    guided = playing;
    const service = createSessionService({
      db,
      content: now,
      clock,
      settled: playing.settled,
      onChange: playing.changed,
    });
    let tokens = 0;
    const press = (id: number, what: SessionPress, place = 0, member = BEN) =>
      service.press({ member, token: `press-${++tokens}` }, id, what, place);
    return { service, press, player, run: playing.run };
  }

  /** Starts one, and returns its number. */
  async function start({ service, run }: ReturnType<typeof open>, member = BEN): Promise<number> {
    await run();
    const request = { muscle: 'calves', kind: 'static', minutes: 5, turn: 0 } as const;
    const outcome = createStretchService(content).find({ ...request, moment: undefined });
    if (outcome.type !== 'routine') throw new Error('There is no such routine');
    await service.start({ member, token: 'first', origin: member.userId, inPlace: true }, outcome);
    const [session] = await listSessions(db, member);
    return session?.id ?? 0;
  }

  const progress = async (member = BEN) => (await listSessions(db, member))[0]?.progress;
  const close = async () => guided?.stop();
  onTestFinished(close);
  return { open, close, start, progress, time, troubles };
}

const stateOf = ({ answer }: SessionShown) => (answer.type === 'on' ? answer.view.state.type : answer.type);

describe('what is on its way to a message', () => {
  it('is given up for a press, so that it never arrives after the answer', async () => {
    let given: AbortSignal | undefined;
    const club = await sessions((_shown, signal) => {
      given = signal;
      // Discord says nothing.
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('passing')));
    });
    const bot = club.open();
    const id = await club.start(bot);
    club.time.now += 16 * SECOND;
    void bot.run();
    await expect.poll(() => given).toBeDefined();
    const answer = await bot.press(id, 'hurts');
    expect(answer.type).toBe('hurts');
    expect(given?.aborted).toBe(true);
  });

  it('and did not arrive is said again, the last word too', async () => {
    const said: string[] = [];
    let down = 2;
    const club = await sessions(async (shown) => {
      if (down-- > 0) return 'passing';
      said.push(stateOf(shown));
      return 'shown';
    });
    const bot = club.open();
    const id = await club.start(bot);
    club.time.now += 16 * SECOND;
    await bot.run();
    expect(said).toEqual(['running']);
    await bot.press(id, 'skip');
    for (let end = (await club.progress())?.endsAt; end; end = (await club.progress())?.endsAt) {
      down = 2;
      club.time.now = Math.max(club.time.now, end);
      await bot.run();
    }
    expect(said.at(-1)).toBe('over');
  });

  it('is given up in the end where Discord stays away', async () => {
    let tries = 0;
    const club = await sessions(async () => {
      tries += 1;
      return 'passing';
    });
    const bot = club.open();
    await club.start(bot);
    club.time.now += 16 * SECOND;
    await bot.run();
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(6);
  });

  it('by a token that is no longer good says nothing of the next one', async () => {
    const answered = Promise.withResolvers<'unreachable'>();
    const club = await sessions(() => answered.promise);
    const bot = club.open();
    const id = await club.start(bot);
    club.time.now += 16 * SECOND;
    const moved = bot.run();
    await expect.poll(async () => (await club.progress())?.step).toBe(1);
    const pressed = bot.press(id, 'skip');
    answered.resolve('unreachable');
    expect((await pressed).type).toBe('on');
    await moved;
    expect(await club.progress()).toMatchObject({ place: 1, endsAt: expect.any(Number) });
  });

  it('at the start never contradicts a press that comes meanwhile', async () => {
    const said: string[] = [];
    const club = await sessions(async (shown) => {
      said.push(stateOf(shown));
      return 'shown';
    });
    const id = await club.start(club.open());
    await club.close();
    for (let turns = 0; turns < 80; turns++) {
      const bot = club.open();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await bot.press(id, 'pause');
      const before = said.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(said.slice(before)).toEqual([]);
      await bot.press(id, 'go');
      await club.close();
    }
  });

  it('is not sent by a token that has run out', async () => {
    const said: string[] = [];
    const club = await sessions(async ({ token }) => {
      said.push(token);
      return 'shown';
    });
    const id = await club.start(club.open());
    await club.close();
    said.length = 0;
    club.time.now += TOKEN_MS + SECOND;
    const bot = club.open();
    await bot.run();
    expect(said).toEqual([]);
    expect((await bot.press(id, 'go')).type).toBe('on');
  });
});

describe('an upgrade that takes an exercise away', () => {
  const without = (id: string): Content => ({
    ...content,
    exercises: content.exercises.filter((one) => one.id !== id),
  });
  const quiet: Show = async () => 'shown';

  it.each(['pause', 'go', 'now', 'skip', 'easier', 'other'] as const)(
    'in the middle of it: %s goes on with what there is',
    async (what) => {
      const club = await sessions(quiet);
      const before = club.open();
      const id = await club.start(before);
      await before.press(id, 'pause');
      await club.close();
      const bot = club.open(without('calf-wall'));
      const answer = await bot.press(id, what);
      expect(answer.type === 'on' && answer.view.place).toBe(1);
    },
  );

  it('still hears that something hurts', async () => {
    const club = await sessions(quiet);
    const id = await club.start(club.open());
    await club.close();
    const answer = await club.open(without('calf-wall')).press(id, 'hurts');
    expect(answer).toMatchObject({ type: 'hurts-after', hurt: { signs: expect.any(Array) } });
    expect(await club.progress()).toBeUndefined();
  });

  it('ends what has nothing left', async () => {
    const club = await sessions(quiet);
    const id = await club.start(club.open());
    await club.close();
    const bare = { ...content, exercises: content.exercises.filter(({ muscle }) => muscle !== 'calves') };
    expect((await club.open(bare).press(id, 'pause')).type).toBe('over');
  });

  it('keeps back nobody else’s at the start', async () => {
    const said: number[] = [];
    const club = await sessions(async ({ id }) => {
      said.push(id);
      return 'shown';
    });
    const before = club.open();
    const his = await club.start(before);
    const hers = await club.start(before, memberCalled('8'));
    await before.press(hers, 'skip', 0, memberCalled('8'));
    await club.close();
    said.length = 0;
    club.open(without('calf-wall'));
    await expect.poll(() => said).toContain(hers);
    expect(said).not.toContain(his);
  });
});
