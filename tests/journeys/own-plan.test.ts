import { describe, expect, it } from 'vitest';
import { callOff, clubSetUp, DAY, inDays } from './run-club.ts';
import { said } from './said.ts';

async function clubWithRaces() {
  const club = await clubSetUp();
  const { sandbox, leader } = club;
  const on = (days: number) => inDays(sandbox, days).slice(0, 10);
  await leader.run('race add', { name: 'Parish fun run', distance: '10k', date: on(2) });
  await leader.run('race add', { name: 'Lakes marathon', distance: 'marathon', date: on(40) });
  const ben = sandbox.as('ben');
  const plan = async (options = {}) => said(await ben.run('recovery plan', options));
  return { ...club, ben, plan };
}

describe('/recovery plan', () => {
  it('is for the member’s last race while they recover from it, and for the next otherwise', async () => {
    const { sandbox, ben, plan } = await clubWithRaces();
    expect(await plan()).toMatch(/How far is your race/);
    for (const race of ['1', '2']) await ben.run('race join', { race });
    expect(await plan()).toMatch(/After `Parish fun run`: 10K\nRace day: \d+ \w+\./);
    await sandbox.clock.advance(2 * DAY);
    expect(await plan()).toContain('**Today is race day.**');
    await sandbox.clock.advance(3 * DAY);
    expect(await plan()).toMatch(
      /After `Parish fun run`: 10K\nRace day was .*\*\*Today is day 3\*\*, in \*days? /,
    );
    await sandbox.clock.advance(25 * DAY);
    expect(await plan()).toMatch(/After `Lakes marathon`: Marathon/);
    expect(said(await sandbox.as('grace').run('recovery plan'))).toMatch(/How far is your race/);
  });

  it('is for a race of the club’s by its name or number, and for any distance that is chosen', async () => {
    const { plan } = await clubWithRaces();
    for (const race of ['1', '#1', 'parish FUN run'])
      expect(await plan({ race })).toContain('After `Parish fun run`: 10K');
    expect(await plan({ race: '1', distance: 'half' })).toContain('After `Parish fun run`: Half marathon');
    expect(await plan({ distance: '5k' })).toContain('After the race: 5K');
    expect(await plan({ race: '77' })).toMatch(/can't tell from `77` how far/);
    expect(await plan({ race: 'Berlin Marathon' })).toContain('After `Berlin Marathon`: Marathon');
  });

  it('passes over a race that the member didn’t start, or that was cancelled', async () => {
    const { sandbox, ben, leader, plan } = await clubWithRaces();
    await ben.run('race join', { race: '1' });
    await ben.run('race join', { race: '2' });
    await sandbox.clock.advance(3 * DAY);
    await ben.run('race result', { race: '1', time: 'DNS' });
    expect(await plan()).toMatch(/After `Lakes marathon`/);
    await callOff(leader, 'race', { race: '2' });
    expect(await plan()).toMatch(/How far is your race/);
  });

  it('offers the club’s races first, the member’s own before the others', async () => {
    const { ben } = await clubWithRaces();
    const offered = async (race: string) =>
      (await ben.suggest('recovery plan', { race }, 'race')).map(({ name }) => name.replace(/, \d.*/, ''));
    expect(await offered('')).toEqual(['Parish fun run', 'Lakes marathon']);
    await ben.run('race join', { race: '2' });
    expect(await offered('')).toEqual(['Lakes marathon', 'Parish fun run']);
    expect((await offered('lakes'))[0]).toBe('Lakes marathon');
    expect(await offered('lakes')).toContain('lakes half');
  });
});
