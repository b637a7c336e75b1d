import type { Member } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { callOff, clubSetUp, DAY, HOUR, inDays, isCard, MINUTE, saturday, startIn } from './run-club.ts';
import { said } from './said.ts';

const weekly = { ...saturday, repeat: 'weekly' };

const wall = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Europe/London')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

const cards = (reader: Member) => reader.read().filter(isCard);
const cardOf = (reader: Member, number: number) =>
  reader.sees((message) => isCard(message) && new RegExp(`Run ${number} ·`).test(textOf(message)));

/** A club with a weekly run that begins in three days at 07:30; `first` is the instant. */
async function clubWithSeries(more: Record<string, string | number> = {}) {
  const club = await clubSetUp();
  const { sandbox, leader } = club;
  const created = said(await leader.run('run create', { ...weekly, when: inDays(sandbox, 3), ...more }));
  const first = startIn(await cardOf(leader, 1));
  return {
    ...club,
    created,
    first,
    /** Moves the clock to an instant and lets the bot look. */
    async goTo(at: number) {
      sandbox.clock.set(at);
      await club.beat();
      await club.beat();
    },
  };
}

const days = (at: number, from: number) => Math.round((at - from) / DAY);

describe('one run of a series', () => {
  it('can be put off beyond the next one, which comes all the same', async () => {
    const { sandbox, leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', when: inDays(sandbox, 3 + 8, '10:00') });
    await goTo(first + 2 * DAY);
    const second = await cardOf(leader, 2);
    expect(days(startIn(second), first)).toBe(7);
    expect(wall(startIn(second))).toMatch(/T07:30$/);
    await goTo(first + 9 * DAY);
    expect(days(startIn(await cardOf(leader, 3)), first)).toBe(14);
    expect(cards(leader)).toHaveLength(3);
  });

  it('can be brought forward, and the next one keeps its day', async () => {
    const { sandbox, leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', when: inDays(sandbox, 1, '23:00') });
    await goTo(first - DAY);
    expect(days(startIn(await cardOf(leader, 2)), first)).toBe(7);
    await goTo(first + HOUR);
    expect(cards(leader)).toHaveLength(2);
  });

  it('keeps what was changed for it alone out of what is changed for all', async () => {
    const { leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    await leader.run('run edit', { run: '1', distance: '12 km', scope: 'series' });
    const changed = await leader.sees((message) => isCard(message) && textOf(message).includes('12 km'));
    expect(textOf(changed)).toContain('The pub');
    await goTo(first + HOUR);
    const second = textOf(await cardOf(leader, 2));
    expect(second).toContain('12 km');
    expect(second).toContain('The boathouse');
  });

  it('can hand on to all the others what was changed for it alone before', async () => {
    const { leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', meet: 'The pub' });
    const answer = said(await leader.run('run edit', { run: '1', meet: 'The pub', scope: 'series' }));
    expect(answer).toContain('the meeting place');
    await goTo(first + HOUR);
    expect(textOf(await cardOf(leader, 2))).toContain('The pub');
    expect(said(await leader.run('run edit', { run: '2', meet: 'The pub', scope: 'series' }))).toContain(
      'Nothing was changed',
    );
  });

  it('is edited on its own when it is the last', async () => {
    const club = await clubSetUp();
    const { sandbox, leader, beat } = club;
    const until = inDays(sandbox, 5).slice(0, 10);
    await leader.run('run create', { ...weekly, when: inDays(sandbox, 3), until });
    await cardOf(leader, 1);
    expect(said(await leader.run('run edit', { run: '1', when: inDays(sandbox, 20) }))).toContain('the time');
    for (let week = 0; week < 5; week++) {
      sandbox.clock.advance(7 * DAY);
      await beat();
      await beat();
    }
    expect(cards(leader)).toHaveLength(1);
  });

  it('can be cancelled again and again, each with the next one up', async () => {
    const { leader, first, goTo, sandbox } = await clubWithSeries();
    for (let number = 1; number <= 3; number++) {
      const text = said(await callOff(leader, 'run', { run: String(number) }));
      expect(text).toContain('The other runs of its series stay as they are.');
      await goTo(sandbox.clock.now() + MINUTE);
      expect(days(startIn(await cardOf(leader, number + 1)), first)).toBe(7 * number);
    }
  });
});

describe('a whole series', () => {
  it('can be moved back to a day whose run was cancelled', async () => {
    const { sandbox, leader, first, goTo } = await clubWithSeries();
    const when = inDays(sandbox, 3, '09:00');
    await callOff(leader, 'run', { run: '1' });
    await goTo(sandbox.clock.now() + MINUTE);
    await cardOf(leader, 2);
    const answer = said(await leader.run('run edit', { run: '2', when, scope: 'series' }));
    expect(answer).toContain('What is new: the time');
    await goTo(first + 3 * HOUR);
    const third = startIn(await cardOf(leader, 3));
    expect(days(third, first)).toBe(7);
    expect(wall(third)).toMatch(/T09:00$/);
  });

  it('says that all to come are changed, and moves over a change of the clocks', async () => {
    const club = await clubSetUp();
    const { sandbox, leader, beat } = club;
    const now = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now()).toZonedDateTimeISO(
      'Europe/London',
    );
    const change = now.add({ days: 15 }).getTimeZoneTransition('next')?.epochMilliseconds ?? 0;
    sandbox.clock.set(change - 4 * DAY);
    await leader.run('run create', { ...weekly, when: inDays(sandbox, 3) });
    await cardOf(leader, 1);
    const answer = said(
      await leader.run('run edit', { run: '1', when: inDays(sandbox, 3, '08:15'), scope: 'series' }),
    );
    expect(answer).toContain('all that follow');
    const moved = await leader.sees((message) => isCard(message) && wall(startIn(message)).endsWith('08:15'));
    sandbox.clock.set(startIn(moved) + MINUTE);
    await beat();
    await beat();
    const next = startIn(await cardOf(leader, 2));
    expect(wall(next)).toMatch(/T08:15$/);
    expect(Math.abs(next - startIn(moved) - 7 * DAY)).toBe(HOUR);
  });

  it('is changed and cancelled with all its runs to come, also where one was put off beyond the next', async () => {
    const { sandbox, leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', when: inDays(sandbox, 3 + 8, '10:00') });
    await goTo(first + 2 * DAY);
    const ben = sandbox.as('ben').in('group-runs');
    await ben.press(await cardOf(leader, 2), 'Going');
    await leader.run('run edit', { run: '1', meet: 'The pub', scope: 'series' });
    expect(textOf(await leader.sees((message) => textOf(message).includes('### Changed')))).toContain(
      'The pub',
    );
    expect(said(await leader.run('run show', { run: '2' }))).toContain('The pub');
    await callOff(leader, 'run', { run: '1', reason: '\u200b', scope: 'series' });
    const off = await leader.sees((message) => textOf(message).includes('### Cancelled'));
    expect(off.pinged).toEqual(['ben']);
    expect(said(await leader.run('run list'))).toContain('No run is planned');
    await leader.sees((message) => /## Cancelled[\s\S]*Run 2 ·/.test(textOf(message)));
    await leader.sees((message) => /## Cancelled[\s\S]*Run 1 ·/.test(textOf(message)));
  });

  it('ends with a cancellation of all, also where the run was moved', async () => {
    const { sandbox, leader, first, goTo } = await clubWithSeries();
    await leader.run('run edit', { run: '1', when: inDays(sandbox, 12) });
    await callOff(leader, 'run', { run: '1', scope: 'series' });
    await goTo(first + 30 * DAY);
    expect(said(await leader.run('run list'))).toContain('No run is planned');
  });
});

describe('the dates of a series', () => {
  it('are the first Saturdays of the months, the next three of which are shown', async () => {
    const { sandbox, leader } = await clubSetUp();
    const today = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now())
      .toZonedDateTimeISO('Europe/London')
      .toPlainDate();
    const firstSaturday = (months: number) => {
      const month = today.add({ months }).with({ day: 1 });
      return month.add({ days: (6 - month.dayOfWeek + 7) % 7 });
    };
    const when = `${firstSaturday(1)} 07:30`;
    const text = said(await leader.run('run create', { ...saturday, when, repeat: 'monthly' }));
    expect(text).toContain('every first Saturday of the month');
    const [, ...next] = [...text.matchAll(/<t:(\d+):F>/g)].map(([, at]) => wall(Number(at) * 1000));
    expect(next).toEqual([2, 3, 4].map((months) => `${firstSaturday(months)}T07:30`));
  });

  it('are shown as far as there are any', async () => {
    const { sandbox, leader } = await clubSetUp();
    const until = inDays(sandbox, 12).slice(0, 10);
    const text = said(await leader.run('run create', { ...weekly, when: inDays(sandbox, 3), until }));
    expect([...text.matchAll(/<t:(\d+):F>/g)]).toHaveLength(2);
  });
});
