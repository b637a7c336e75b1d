import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { openClub } from './club.ts';
import { clubSetUp } from './run-club.ts';
import { said } from './said.ts';

const channels = { 'runs-channel': 'group-runs', 'recovery-channel': 'recovery' };

/** What a member reads who types a warning sign. */
const LINES_ASKED = { muscle: 'chest pain' };

describe('the numbers of a new club', () => {
  it.each([
    ['London', '999 (United Kingdom and Ireland), from your time zone', 'km', 'Call **999** now'],
    ['Dublin', '999 (Ireland), from your time zone', 'km', 'Call **999** now'],
    ['New York', '911 (United States and Canada), from your time zone', 'mi', 'Call **911** now'],
    ['Toronto', '911 (Canada), from your time zone', 'km', 'Call **911** now'],
    ['Berlin', '112 (Germany), from your time zone', 'km', 'Call **112** now'],
    ['Tokyo', '119 (Japan), from your time zone', 'km', 'Call **119** now'],
    ['Sydney', '000 (Australia), from your time zone', 'km', 'Call **000** now'],
    ['Auckland', '111 (New Zealand), from your time zone', 'km', 'Call **111** now'],
    [
      'Lima',
      'your local emergency number; from a mobile, 112 works in most countries',
      'km',
      'Call your local emergency number now',
    ],
  ])('follow from its zone: %s', async (timezone, number, units, call) => {
    const { sandbox } = await openClub();
    const admin = sandbox.as('admin');
    const text = said(await admin.run('club setup', { timezone, ...channels }));
    expect(text).toContain(`**Emergency number:** ${number}`);
    expect(text).toContain(`**Units:** ${units}`);
    expect(text).toMatch(/<\/club settings:\d+> `?(region|emergency-number)/);
    // What a member types is met with the same number.
    expect(said(await sandbox.as('ben').run('stretch', LINES_ASKED))).toContain(call);
    expect(said(await admin.run('club status'))).toContain(`**Emergency number:** ${number}`);
  });

  it('are chosen by the name of a country, and go before the zone', async () => {
    const { sandbox } = await clubSetUp();
    const admin = sandbox.as('admin');
    const names = async (region: string) =>
      (await admin.suggest('club settings', { region }, 'region')).map(({ name }) => name);
    expect((await names('united k'))[0]).toBe('United Kingdom and Ireland: 999');
    expect((await names('jap'))[0]).toBe('Japan: 119');
    expect((await names('italy'))[0]).toBe('European Union: 112');
    expect((await names('')).length).toBe(25);
    for (const region of ['new-zealand', 'New Zealand', 'new zealand: 111']) {
      const text = said(await admin.run('club settings', { region }));
      expect(text).toContain('**Emergency number:** 111 (New Zealand)\n');
    }
    expect(said(await sandbox.as('ben').run('stretch', LINES_ASKED))).toContain('most countries, not 111');
    // A zone that changes later doesn't change what somebody chose.
    expect(said(await admin.run('club settings', { timezone: 'Tokyo' }))).toContain('111 (New Zealand)\n');
    expect(said(await admin.run('club settings', { region: 'default' }))).toContain(
      '119 (Japan), from your time zone',
    );
  });

  it('follow the zone when it changes, which is said; units stay as they are', async () => {
    const { sandbox } = await clubSetUp();
    const admin = sandbox.as('admin');
    const same = said(await admin.run('club settings', { 'checkin-time': '8:00' }));
    expect(same).not.toContain('has changed');
    const text = said(await admin.run('club settings', { timezone: 'New York' }));
    expect(text).toContain('**Emergency number:** 911 (United States and Canada), from your time zone');
    expect(text).toContain('**The emergency number has changed**; it was 999.');
    expect(text).toContain('**Units:** km');
  });

  it('can be typed, and given back to the region', async () => {
    const { sandbox } = await clubSetUp();
    const admin = sandbox.as('admin');
    const text = said(
      await admin.run('club settings', {
        'emergency-number': '999/112',
        'advice-line': 'Trail doctor 0800 1234',
        'crisis-line': 'いのちの電話 0120-783-556',
      }),
    );
    expect(text).toContain('**Emergency number:** 999 or 112, typed for this club');
    expect(text).toContain('**Medical advice:** Trail doctor 0800 1234');
    expect(text).toContain('**Crisis line:** **いのちの電話 0120-783-556**\n');
    expect(said(await sandbox.as('ben').run('stretch', LINES_ASKED))).toContain('Call **999 or 112** now');
    const back = said(
      await admin.run('club settings', { 'emergency-number': 'none', 'crisis-line': 'default' }),
    );
    expect(back).toContain('**Emergency number:** 999 (United Kingdom and Ireland), from your time zone');
    expect(back).toContain('**Crisis line:** **Samaritans 116 123** (or text SHOUT to 85258)');
    expect(back).toContain('**Medical advice:** Trail doctor 0800 1234');
  });

  it('are kept as they were where what was typed can be no number', async () => {
    const { sandbox } = await clubSetUp();
    const admin = sandbox.as('admin');
    const kept = said(await admin.run('club settings', { 'crisis-line': 'Our line 0800 1234' }));
    const wrong: Record<string, string>[] = [
      { 'emergency-number': 'nine nine nine' },
      { 'emergency-number': '@everyone 999' },
      { 'emergency-number': '١١٢ <@1>' },
      { 'crisis-line': 'x'.repeat(2_000) },
      { 'crisis-line': '@everyone <@1> **116 123** [x](https://evil.example)' },
      { 'advice-line': 'اتصل <@&2> # 116 117' },
      { 'advice-line': 'ask Bob' },
      { region: 'Atlantis' },
    ];
    for (const typed of wrong) {
      const answer = await admin.run('club settings', { ...typed, units: 'mi' });
      expect(said(answer)).toMatch(/^I can't (read|use)|^I don't know a region/);
      expect(said(answer)).toContain('Nothing was changed.');
      expect(answer.message?.pinged).toEqual([]);
      expect(said(answer).length).toBeLessThan(500);
    }
    expect(said(await admin.run('club settings', {}))).toBe(kept);
  });
});

describe('a club from before', () => {
  it('whose region was the silent default goes by its zone; one that was chosen stays', async () => {
    const { sandbox, databaseFile, stopBot, startBot } = await clubSetUp();
    await stopBot();
    const db = await openDatabase(databaseFile);
    await db.updateTable('club_settings').set({ region: 'elsewhere', region_chosen: 0 }).execute();
    await startBot();
    const admin = sandbox.as('admin');
    expect(said(await admin.run('club status'))).toContain(
      '999 (United Kingdom and Ireland), from your time zone',
    );
    for (const [region, text] of [
      ['eu', '112 (European Union)\n'],
      ['us-canada', '911 (United States and Canada)\n'],
      ['new-zealand', '111 (New Zealand)\n'],
    ] as const) {
      await db.updateTable('club_settings').set({ region, region_chosen: 1 }).execute();
      expect(said(await admin.run('club status'))).toContain(`**Emergency number:** ${text}`);
    }
    await db.destroy();
  });
});
