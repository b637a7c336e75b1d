import Sqlite from 'better-sqlite3';
import type { Member } from 'discord-sandbox';
import { selectsOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { componentId } from '../../src/discord/component-id.ts';
import { button, card, row, select, text } from '../../src/discord/messages/components.ts';
import { forging } from './forging.ts';
import { clubSetUp, inDays, instantIn } from './run-club.ts';
import { said, shown } from './said.ts';
import { labelsOf, startSession } from './session-club.ts';

const YES = { 'under-18': true };

async function checkIn(member: Member) {
  const { modal } = await member.press(shown(await member.run('recovery checkin')), 'None of these');
  if (!modal) throw new Error('No form came');
  const values = modal.fields.map(({ customId, choices }) => [customId, choices[3]?.label ?? '']);
  return member.submit(modal, Object.fromEntries(values));
}

/** What is kept beside the settings, to be read while the bot runs. */
function kept(databaseFile: string, query: string): unknown[] {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  try {
    return sqlite.prepare(query).all();
  } finally {
    sqlite.close();
  }
}

describe('/me preferences', () => {
  it('notes that a member is under 18, and that they are no longer, without asking when they were born', async () => {
    const { sandbox } = await clubSetUp();
    const ben = sandbox.as('ben');
    const first = await ben.run('me preferences');
    expect(shown(first).ephemeral).toBe(true);
    expect(said(first)).toContain('**Under 18:** no.');
    const on = await ben.press(shown(first), "I'm under 18");
    expect(said(on)).toContain('**Under 18:** yes.');
    expect(labelsOf(shown(on))).toEqual(['I am 18 or older']);
    expect(said(await ben.run('me preferences', YES))).toContain('**Under 18:** yes.');
    expect(said(await ben.run('me overview'))).toContain('You told me that you are under 18');
    // The button of an older message confirms what stands.
    expect(said(await ben.press(shown(on), 'I am 18 or older'))).toContain('**Under 18:** no.');
    expect(said(await ben.run('me preferences', { 'under-18': false }))).toContain('**Under 18:** no.');
    expect(said(await sandbox.as('grace').run('me preferences'))).toContain('**Under 18:** no.');
  });

  it('asks before kept answers and a goal are erased, and erases them only then', async () => {
    const { sandbox, databaseFile, beat } = await clubSetUp();
    const ben = sandbox.as('ben');
    await ben.press(shown(await checkIn(ben)), 'Keep my answers');
    await ben.choose(shown(await ben.run('me overview')), 'Guided sessions a week', ['3 sessions a week']);
    const count = 'select count(*) as count from kept_answers';
    for (const answer of [
      await ben.run('me preferences', YES),
      await ben.press(shown(await ben.run('me preferences')), "I'm under 18"),
    ])
      expect(said(answer)).toMatch(
        /I would erase what you answered to 1 check-in and your weekly goal, for good/,
      );
    expect(said(await ben.press(shown(await ben.run('me preferences', YES)), 'Leave it as it is'))).toContain(
      'Nothing was changed.',
    );
    expect(kept(databaseFile, count)).toEqual([{ count: 1 }]);
    expect(said(await ben.run('me preferences'))).toContain('**Under 18:** no.');

    const done = await ben.press(shown(await ben.run('me preferences', YES)), "I'm under 18, erase it");
    expect(said(done)).toContain('**Under 18:** yes.');
    await beat();
    expect(kept(databaseFile, count)).toEqual([{ count: 0 }]);
    expect(kept(databaseFile, 'select weekly_goal, under_18 from member_choices')).toEqual([
      { weekly_goal: null, under_18: 1 },
    ]);
  });

  it('answers an id that nobody made plainly', async () => {
    const ids = ['maybe', '', 'yes'];
    const forged = card(
      0,
      [text('Forged')],
      row(...ids.map((id, place) => button(String(place), componentId('me', 'under-eighteen', id)))),
    );
    const { sandbox } = await clubSetUp({ moreCommands: [forging(forged)] });
    const ben = sandbox.as('ben');
    for (const [place] of ids.entries()) {
      const answer = await ben.press(shown(await ben.run('forge')), String(place));
      expect(answer.failure).toBeUndefined();
    }
    expect(said(await ben.run('me preferences'))).toContain('**Under 18:** no.');
  });
});

describe('somebody under 18', () => {
  it('has no answers kept, whatever button they find', async () => {
    const offer = card(
      0,
      [text('Rest today.')],
      row(button('Keep my answers', componentId('recovery', 'keep', '', '', '33333'))),
    );
    const { sandbox, databaseFile } = await clubSetUp({ moreCommands: [forging(offer)] });
    const ben = sandbox.as('ben');
    await ben.run('me preferences', YES);
    const answer = await checkIn(ben);
    expect(labelsOf(shown(answer))).not.toContain('Keep my answers');
    expect(said(answer)).toContain('Your answers are forgotten');
    const refused = await ben.press(shown(await ben.run('forge')), 'Keep my answers');
    expect(said(refused)).toContain('You told me that you are under 18, so I keep none of your answers.');
    expect(said(await ben.run('recovery history'))).toContain('I keep none of your answers');
    expect(kept(databaseFile, 'select * from kept_answers')).toEqual([]);
    expect(kept(databaseFile, 'select * from member_choices where keep_answers is not null')).toEqual([]);
  });

  it('has no weekly goal, whatever list they find', async () => {
    const old = card(
      0,
      [text('You in this club')],
      row(select('Guided sessions a week', componentId('me', 'goal', 0), [{ label: '3', value: '3' }])),
    );
    const { sandbox, databaseFile } = await clubSetUp({ moreCommands: [forging(old)] });
    const ben = sandbox.as('ben');
    await ben.run('me preferences', YES);
    expect(selectsOf(shown(await ben.run('me overview')))).toEqual([]);
    const refused = await ben.choose(shown(await ben.run('forge')), 'Guided sessions a week', ['3']);
    expect(said(refused)).toContain('so I keep no weekly goal');
    expect(kept(databaseFile, 'select weekly_goal from member_choices')).toEqual([{ weekly_goal: null }]);
  });

  it('gets no plan for a marathon or longer, at any door, and all others', async () => {
    const old = card(
      0,
      [text('After the race')],
      row(
        select('Choose the distance', componentId('recovery', 'plan'), [{ label: 'M', value: 'marathon' }]),
      ),
    );
    const { sandbox, leader } = await clubSetUp({ moreCommands: [forging(old)] });
    const ben = sandbox.as('ben');
    await leader.run('race add', {
      name: 'Lakes marathon',
      distance: 'marathon',
      date: inDays(sandbox, 1).slice(0, 10),
    });
    await ben.run('race join', { race: '1' });
    await ben.run('me preferences', YES);
    for (const options of [{}, { distance: 'ultra' }, { race: '1' }, { race: 'Berlin Marathon' }]) {
      const answer = await ben.run('recovery plan', options);
      expect(said(answer)).toContain('Please ask your coach what fits you now.');
      expect(selectsOf(shown(answer))[0]?.options.map(({ label }) => label)).toEqual([
        '5K',
        '10K',
        'Half marathon',
      ]);
    }
    const chosen = await ben.choose(shown(await ben.run('forge')), 'Choose the distance', ['M']);
    expect(said(chosen)).toContain('Please ask your coach');
    expect(said(await ben.run('recovery plan', { distance: 'half' }))).toContain(
      'After the race: Half marathon',
    );
    expect(said(await sandbox.as('grace').run('recovery plan', { race: '1' }))).toContain('Lakes marathon');
    // A check-in on the morning after says what today is for, and no plan.
    sandbox.clock.set(instantIn(sandbox, 2, '09:30'));
    expect(said(await checkIn(ben))).not.toContain('**Marathon, ');
  });

  it('is not counted in what is sealed about a race', async () => {
    const { sandbox, leader, databaseFile } = await clubSetUp();
    const [ben, grace] = [sandbox.as('ben'), sandbox.as('grace')];
    await leader.run('race add', {
      name: 'Lakes 10k',
      distance: '10k',
      date: inDays(sandbox, 1).slice(0, 10),
    });
    for (const racer of [ben, grace]) await racer.run('race join', { race: '1' });
    await ben.run('me preferences', YES);
    sandbox.clock.set(instantIn(sandbox, 2, '09:30'));
    const tallies = 'select count(*) as count from checkin_tallies';
    await checkIn(ben);
    expect(kept(databaseFile, 'select count(*) as count from checkins')).toEqual([{ count: 1 }]);
    expect(kept(databaseFile, tallies)).toEqual([{ count: 0 }]);
    await checkIn(grace);
    expect(kept(databaseFile, tallies)).toEqual([{ count: 1 }]);
    // Nobody else's count goes with a press that changes nothing; one's own does when one says it later.
    await ben.run('me preferences', YES);
    expect(kept(databaseFile, tallies)).toEqual([{ count: 1 }]);
    await grace.run('me preferences', YES);
    expect(kept(databaseFile, tallies)).toEqual([{ count: 0 }]);
  });

  it('is told to tell a parent or coach on every urgent card, and who looks after them; nobody is pinged', async () => {
    const { sandbox } = await clubSetUp();
    const [admin, ben, grace] = ['admin', 'ben', 'grace'].map((name) => sandbox.as(name));
    if (!admin || !ben || !grace) throw new Error('Nobody is there');
    const cards = async (member: Member) => {
      const ticked = async (list: Parameters<Member['choose']>[0]) => {
        const sign = selectsOf(list)[0];
        const first = sign?.options[0]?.label ?? '';
        return member.choose(list, sign?.customId ?? '', [first]);
      };
      const session = await startSession(member);
      return [
        await member.run('stretch', { muscle: 'chest pain' }),
        await member.run('recovery checkin', { race: 'chest pain' }),
        await member.run('recovery plan', { race: 'chest pain' }),
        await member.run('help', { command: 'chest pain' }),
        await ticked(shown(await member.press(shown(await member.run('recovery checkin')), 'One of these'))),
        await ticked(shown(await member.press(session, 'It hurts'))),
      ];
    };
    await ben.run('me preferences', YES);
    for (const answer of await cards(ben)) {
      expect(said(answer)).toContain('**Tell a parent, your coach or another adult you trust now.**');
      expect(said(answer)).not.toMatch(/have someone stay with you/i);
      expect(said(answer)).not.toContain('welfare officer');
    }
    const text = said(await admin.run('club settings', { 'welfare-officer': 'leader' }));
    expect(text).toContain(`**Welfare officer for members under 18:** <@${sandbox.as('leader').id}>`);
    for (const answer of await cards(ben)) {
      expect(said(answer)).toContain(
        `**Tell a parent, coach or welfare officer <@${sandbox.as('leader').id}> now.**`,
      );
      expect(shown(answer).pinged).toEqual([]);
      expect(shown(answer).ephemeral).toBe(true);
    }
    for (const answer of await cards(grace)) {
      expect(said(answer)).not.toMatch(/parent|welfare officer/);
      expect(said(answer)).toContain('Have someone stay with you.');
    }
  });
});

describe('the welfare officer', () => {
  it('is a member, no bot; can be changed and taken away', async () => {
    const { sandbox } = await clubSetUp();
    const admin = sandbox.as('admin');
    const state = (who: string) => `**Welfare officer for members under 18:** ${who}`;
    expect(said(await admin.run('club settings', {}))).toContain(state('nobody'));
    for (const name of ['leader', 'grace'])
      expect(said(await admin.run('club settings', { 'welfare-officer': name }))).toContain(
        state(`<@${sandbox.as(name).id}>`),
      );
    expect(said(await admin.run('club settings', { units: 'mi' }))).toContain(
      state(`<@${sandbox.as('grace').id}>`),
    );
    const me = sandbox.world.bot.id;
    expect(said(await admin.run('club settings', { 'welfare-officer': me }))).toContain(state('nobody'));
  });

  it('who erases everything is named no more', async () => {
    const { sandbox, databaseFile, beat } = await clubSetUp();
    const [admin, grace] = [sandbox.as('admin'), sandbox.as('grace')];
    await admin.run('club settings', { 'welfare-officer': 'grace' });
    await grace.press(shown(await grace.run('me erase')), 'Erase everything');
    await beat();
    expect(said(await admin.run('club status'))).toContain('members under 18:** nobody');
    expect(kept(databaseFile, 'select * from welfare_officers')).toEqual([]);
  });
});
