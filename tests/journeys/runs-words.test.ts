import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import {
  callOff,
  cardSaying,
  clubSetUp,
  clubWithRun,
  HOUR,
  inDays,
  isCard,
  saturday,
  startIn,
} from './run-club.ts';
import { said, shown } from './said.ts';

const wall = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO('Europe/London')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

describe('what a leader reads', () => {
  it('promises no reminder whose time is over', async () => {
    const { leader } = await clubSetUp();
    const soon = said(await leader.run('run create', { ...saturday, when: 'in 3 hours' }));
    expect(soon).toContain('Who is going is reminded 2 h before.');
    const sooner = said(await leader.run('run create', { ...saturday, when: 'in 1 hour' }));
    expect(sooner).toContain('It starts too soon for a reminder.');
  });

  it('asks what to change where nothing was said', async () => {
    const { leader } = await clubWithRun();
    const text = said(await leader.run('run edit', { run: '1' }));
    expect(text).toMatch(/what to change[\s\S]*Nothing was changed/);
    expect(said(await leader.run('run edit', { run: '1', scope: 'series' }))).toMatch(/what to change/);
  });

  it('is told whether one or many hear of a cancellation, or nobody has to', async () => {
    const { leader, sandbox, card } = await clubWithRun();
    await sandbox.as('ben').in('group-runs').press(card, 'Maybe');
    await sandbox.as('grace').in('group-runs').press(card, "Can't go");
    expect(said(await callOff(leader, 'run', { run: '1' }))).toContain('the one member who had signed up');
    await leader.run('run create', { ...saturday, when: inDays(sandbox, 3) });
    const second = await leader.sees((message) => isCard(message) && textOf(message).includes('Run 2'));
    await sandbox.as('grace').in('group-runs').press(second, "Can't go");
    expect(said(await callOff(leader, 'run', { run: '2' }))).toContain('Nobody had signed up yet.');
  });

  it('finds ten of fifty runs listed, the rest counted, and no room for another', async () => {
    const { leader, sandbox } = await clubSetUp();
    for (let run = 0; run < 50; run++) {
      await leader.run('run create', {
        ...saturday,
        title: `Run of day ${run}`,
        when: inDays(sandbox, 20 + run),
      });
      if (run % 10 === 9) sandbox.clock.advance(25 * HOUR);
    }
    const list = said(await leader.run('run list'));
    expect(list).toContain('**1. Run of day 0**');
    expect(list).toContain('**10. Run of day 9**');
    expect(list).toContain('and 40 more');
    expect(list).not.toContain('Run of day 10');
    expect((await leader.suggest('run show', { run: '' }, 'run')).length).toBe(25);
    const found = await leader.suggest('run show', { run: 'day 49' }, 'run');
    expect(found.map(({ name }) => name).join()).toContain('Run of day 49');
    const more = said(await leader.run('run create', { ...saturday, when: inDays(sandbox, 5) }));
    expect(more).toMatch(/50 runs to come already[\s\S]*Nothing was changed/);
    expect(said(await leader.run('run show', { run: '51' }))).toContain("can't tell which run");
  });

  it('has a day first or a month first, as their own language has it', async () => {
    const { sandbox } = await clubSetUp();
    await sandbox.as('admin').run('club settings', { 'leader-role': '@everyone' });
    for (const [name, date] of [
      ['ben', '-03-04'],
      ['grace', '-04-03'],
      ['finn', '-04-03'],
    ] as const) {
      const created = await sandbox.as(name).run('run create', { ...saturday, when: '3/4 7:30' });
      expect(wall(startIn(shown(created)))).toContain(`${date}T07:30`);
    }
    const own = await sandbox.as('finn').run('run create', { ...saturday, when: 'morgen um 18 Uhr' });
    expect(wall(startIn(shown(own)))).toBe(inDays(sandbox, 1, '18:00').replace(' ', 'T'));
  });
});

describe('a leader role', () => {
  it('of everyone is none: it is nobody’s to hold, and everybody is pinged by it', async () => {
    const { sandbox } = await clubSetUp();
    const text = said(await sandbox.as('admin').run('club settings', { 'leader-role': '@everyone' }));
    expect(text).toContain('**Leaders:** no role chosen');
    expect(
      said(await sandbox.as('ben').run('run create', { ...saturday, when: inDays(sandbox, 2) })),
    ).toContain('is on');
  });
});

describe('what a member reads', () => {
  it('in answer to maybe is a sentence that says by when', async () => {
    const { sandbox, card } = await clubWithRun();
    const text = said(await sandbox.as('ben').in('group-runs').press(card, 'Maybe'));
    expect(text).toMatch(/maybe for \*\*Saturday long run\*\*, <t:\d+:F>/);
    expect(text).not.toContain('by <t:');
  });
});

describe('names', () => {
  it.each([
    ['emoji', 'Run 🏃‍♀️ & 👨‍👩‍👧 ❤️'],
    ['right to left', 'ריצת שבת'],
    ['four bytes', '𝕊𝕒𝕥𝕦𝕣𝕕𝕒𝕪'],
    ['signs', 'a\\b *c* _d_ ~e~ |f| <g> #h'],
    ['at its longest', '🏃'.repeat(40)],
  ])('of %s come back whole everywhere', async (_what, title) => {
    const { leader, created } = await clubWithRun({ title });
    const bare = (text: string) => text.replaceAll('\\', '');
    expect(bare(said(created))).toContain(bare(title));
    expect(bare(textOf(await cardSaying(leader, /Going/)))).toContain(bare(title));
    expect(bare(said(await leader.run('run list')))).toContain(bare(title));
    const [choice] = await leader.suggest('run cancel', { run: title.slice(0, 4) }, 'run');
    expect(choice?.name).toContain(title.slice(0, 60));
    expect(choice?.name.isWellFormed()).toBe(true);
    expect(bare(said(await leader.run('run cancel', { run: choice?.value ?? '' })))).toContain(bare(title));
  });

  it('that stand like towers are cut down', async () => {
    const { created } = await clubWithRun({ title: `Z${'\u0301'.repeat(50)}algo` });
    expect(said(created)).toContain(`Z${'\u0301'.repeat(4)}algo`);
  });
});

describe('a leader among many', () => {
  it('is still known as one when their route arrives late', async () => {
    const { sandbox, leader } = await clubSetUp();
    const route = {
      filename: 'route.gpx',
      contentType: 'application/gpx+xml',
      bytes: new TextEncoder().encode(
        '<gpx version="1.1"><trk><trkseg><trkpt lat="52" lon="0"/><trkpt lat="52.1" lon="0"/></trkseg></trk></gpx>',
      ),
    };
    const creating = leader.run('run create', { ...saturday, when: inDays(sandbox, 3), route });
    const ben = sandbox.as('ben');
    await Promise.all(Array.from({ length: 250 }, () => ben.run('run list')));
    expect(said(await creating)).toContain('is on');
  });

  it('gets buttons with the run that they look at', async () => {
    const { leader } = await clubWithRun();
    const show = shown(await leader.run('run show', { run: '1' }));
    expect(buttonsOf(show).map(({ label }) => label)).toEqual(['Going', 'Maybe', "Can't go"]);
  });
});
