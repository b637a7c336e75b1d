import { rmSync } from 'node:fs';
import { ApplicationCommandType, ComponentType, InteractionContextType } from 'discord.js';
import type { Member } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { type Command, privately } from '../../src/discord/command.ts';
import { componentId } from '../../src/discord/component-id.ts';
import { button, card, row, text } from '../../src/discord/messages/components.ts';
import { keyFileOf } from '../../src/storage/key-file.ts';
import { type ClubOptions, openClub } from './club.ts';
import { said, shown } from './said.ts';

const DAY = 24 * 60 * 60_000;

/** Says `Keep my answers` under whatever the test wants kept. */
function keeping(args: readonly string[]): Command {
  return {
    declaration: {
      type: ApplicationCommandType.ChatInput,
      name: args.join('-') || 'none',
      description: 'Only for this test',
      contexts: [InteractionContextType.Guild],
    },
    examples: [],
    run: () =>
      privately(
        card(
          0,
          [text('Rest today.')],
          row(button('Keep my answers', componentId('recovery', 'keep', ...args))),
        ),
      ),
  };
}

const offers = [
  ['', '', '35421'],
  ['4', '1', '22222'],
  ['x', '', '33333'],
  ['', '', '03333'],
  ['', '', '333'],
  [],
];

async function open(options: ClubOptions = {}) {
  const club = await openClub({ ...options, moreCommands: offers.map(keeping) });
  const keep = async (member: Member, ...args: readonly string[]) =>
    member.press(shown(await member.run(args.join('-') || 'none')), 'Keep my answers');
  return { ...club, keep };
}

describe('/recovery history', () => {
  it('says what it is and how to begin, while nothing is kept', async () => {
    const { sandbox } = await open();
    const answer = await sandbox.as('ben').run('recovery history');
    expect(shown(answer).ephemeral).toBe(true);
    expect(said(answer)).toContain('nothing is kept of yours yet');
    expect(said(answer)).toContain('`Keep my answers`');
    expect(shown(answer).attachments).toEqual([]);
    expect(buttonsOf(shown(answer))).toEqual([]);
  });

  it('shows what was kept as a picture with a description, and the same in words', async () => {
    const { sandbox, keep } = await open();
    const member = sandbox.as('ben');
    const kept = await keep(member, '', '', '35421');
    expect(shown(kept).ephemeral).toBe(true);
    expect(said(kept)).toMatch(/Kept\. From now on .* sealed, each for 90 days/);
    await sandbox.clock.advance(2 * DAY);
    await keep(member, '4', '1', '22222');

    const message = shown(await member.run('recovery history'));
    expect(message.ephemeral).toBe(true);
    const [picture] = message.attachments;
    expect([picture?.filename, picture?.contentType]).toEqual(['history.png', 'image/png']);
    expect(picture?.size).toBeGreaterThan(10_000);
    const gallery = JSON.stringify(message.components);
    expect(gallery).toMatch(/"description":"Five lines over 90 days, 5 being best: freshness from 3 to 2/);
    const words = textOf(message);
    for (const part of [
      '2 check-ins',
      '**Freshness:** 2 at the last, 3 at the first, between 2 and 3',
      '**Sleep:** 2 at the last, 5 at the first',
      'day 1:** freshness 2, sleep 2, muscles 2, calm 2, mood 2',
      'freshness 3, sleep 5, muscles 4, calm 2, mood 1',
      'no diagnosis',
    ])
      expect(words).toContain(part);
    expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Stop keeping', 'Forget them now']);
    expect(said(await sandbox.as('grace').run('recovery history'))).toContain('nothing is kept of yours yet');
  });

  it('keeps nothing more once a member says so, and forgets at once where they want that', async () => {
    const { sandbox, keep, startBot, stopBot } = await open();
    const member = sandbox.as('ben');
    const kept = await keep(member, '', '', '35421');
    const stopped = await member.press(shown(kept), 'Stop keeping');
    expect(said(stopped)).toContain('From now on I forget what you answer at once');
    const history = await member.run('recovery history');
    expect(buttonsOf(shown(history)).map(({ label }) => label)).toEqual(['Forget them now']);
    await stopBot();
    await startBot();
    expect(said(await member.press(shown(history), 'Forget them now'))).toContain(
      'Forgotten: 1 check-in, for good',
    );
    expect(said(await member.press(shown(history), 'Forget them now'))).toContain(
      'There was nothing to forget',
    );
    expect(said(await member.run('recovery history'))).toContain('nothing is kept of yours yet');
  });

  it('keeps the answers of a check-in once they are asked for, and from then on by itself', async () => {
    const { sandbox } = await open();
    const member = sandbox.as('ben');
    const checkIn = async (step: number) => {
      const signs = await member.run('recovery checkin');
      const { modal } = await member.press(shown(signs), 'None of these');
      if (!modal) throw new Error('No form came');
      const values = modal.fields.map(({ customId, choices }) => [customId, choices[step]?.label ?? '']);
      return member.submit(modal, Object.fromEntries(values));
    };
    const first = await checkIn(0);
    expect(said(first)).toContain('Your answers are forgotten');
    expect(said(await member.run('recovery history'))).toContain('nothing is kept of yours yet');
    expect(said(await member.press(shown(first), 'Keep my answers'))).toContain('Kept.');
    await sandbox.clock.advance(DAY);
    const second = await checkIn(1);
    expect(said(second)).toMatch(/Your answers are kept, sealed, as you wished/);
    expect(buttonsOf(shown(second))).toEqual([]);
    expect(said(await member.run('recovery history'))).toContain('2 check-ins');
    const overview = await member.run('me overview');
    expect(said(overview)).toContain('What you answer to check-ins: kept, sealed, for 90 days');
    await member.press(shown(overview), 'Stop keeping');
    expect(said(await member.run('me overview'))).toContain(
      'What you answer to check-ins: forgotten at once',
    );
    await sandbox.clock.advance(DAY);
    expect(said(await checkIn(2))).toContain('Your answers are forgotten');
    expect(said(await member.run('recovery history'))).toContain('2 check-ins');
  });

  it('shows nothing that is over 90 days old, and keeps no answer that is', async () => {
    const { sandbox, keep, beat } = await open();
    const member = sandbox.as('ben');
    const old = shown(await member.run(['', '', '35421'].join('-')));
    await keep(member, '4', '1', '22222');
    await sandbox.clock.advance(91 * DAY);
    await beat();
    expect(said(await member.run('recovery history'))).toContain('nothing is kept of yours yet');
    expect(said(await member.press(old, 'Keep my answers'))).toContain('nothing left to keep');
    expect(said(await member.run('recovery history'))).toContain('Your next check-in will be the first');
  });

  it.each([[['x', '', '33333']], [['', '', '03333']], [['', '', '333']], [[]]])(
    'keeps nothing that a button can’t have meant: %j',
    async (args) => {
      const { sandbox, keep } = await open();
      const member = sandbox.as('ben');
      expect(said(await keep(member, ...args))).toContain("doesn't work any more");
      expect(said(await member.run('recovery history'))).toContain('To begin');
    },
  );

  it('does without the picture where it can’t be drawn, and says so once in the log', async () => {
    const { sandbox, keep, complaints } = await open({
      expectTrouble: true,
      drawPicture: async () => {
        throw new Error('broken on purpose');
      },
    });
    const member = sandbox.as('ben');
    await keep(member, '', '', '35421');
    for (let turn = 0; turn < 2; turn++) {
      const message = shown(await member.run('recovery history'));
      expect(message.attachments).toEqual([]);
      expect(textOf(message)).toContain('**Freshness:** 3 at the last');
      expect(message.components.some(({ type }) => type === ComponentType.MediaGallery)).toBe(false);
    }
    expect(complaints.map(({ msg }) => msg)).toEqual([expect.stringContaining('Pictures can’t be drawn')]);
  });

  it('does without answers whose key is lost, says so, and keeps new ones beside them', async () => {
    const { sandbox, keep, complaints, databaseFile, startBot, stopBot } = await open({
      expectTrouble: true,
    });
    const member = sandbox.as('ben');
    await keep(member, '', '', '35421');
    await stopBot();
    rmSync(keyFileOf(databaseFile));
    await startBot();
    expect(complaints.map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/1 of the answers .* sealed by a key that isn't here/),
    ]);
    expect(said(await member.run('recovery history'))).toMatch(
      /can't open one more answer just now.*Nothing was deleted/,
    );
    await keep(member, '4', '1', '22222');
    const text = said(await member.run('recovery history'));
    expect(text).toContain('1 check-in from');
    expect(text).toContain("can't open one more answer");
  });
});
