import {
  ApplicationCommandType,
  InteractionContextType,
  ApplicationCommandOptionType as Option,
} from 'discord.js';
import { buttonsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/discord/command.ts';
import { button, card, row, text } from '../../src/discord/messages/components.ts';
import { openClub } from './club.ts';
import { said, shown } from './said.ts';

const message = (content: string) => card(0, [text(content)]);

function declared(name: string): Command['declaration'] {
  return {
    type: ApplicationCommandType.ChatInput,
    name,
    description: 'Only for this test',
    contexts: [InteractionContextType.Guild],
  };
}

/** A command whose answer comes when the test lets it. */
function slow(writes?: 'privately' | 'publicly') {
  const { promise: letGo, resolve: finish } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const command: Command = {
    declaration: declared('slow'),
    examples: [],
    writes: () => writes && { writes },
    async run() {
      begin();
      await letGo;
      return {
        type: 'reply',
        to: writes === 'publicly' ? 'channel' : 'member',
        message: message('Here it is at last.'),
      };
    },
  };
  return { command, finish, begun };
}

const broken: Command = {
  declaration: declared('broken'),
  examples: [],
  run() {
    throw new Error('a defect that members must not read');
  },
  press: {
    fail: {
      handle() {
        throw new Error('another defect');
      },
    },
  },
};

const withBrokenButton: Command = {
  declaration: declared('fragile'),
  examples: [],
  run: () => ({
    type: 'reply',
    to: 'member',
    message: card(
      0,
      [text('Press me')],
      row(
        button('Fail', 'broken:fail'),
        button('Old', 'stretch:gone:1'),
        button('Foreign', 'hello'),
        button('Odd', 'stretch:constructor'),
        button('Bad', 'stretch:another:calves:never::5:0'),
      ),
    ),
  }),
};

describe('a restart', () => {
  it('leaves the buttons working', async () => {
    const club = await openClub();
    const member = club.sandbox.as('ben');
    const routine = shown(await member.run('stretch', { muscle: 'hamstrings' }));
    const unknown = shown(await member.run('stretch', { muscle: 'calvse' }));
    const tip = shown(await member.run('recovery tip'));
    const plan = shown(await member.run('recovery plan'));
    await club.stopBot();
    await club.startBot();
    expect(said(await member.press(routine, 'Another routine'))).toContain('routine 2 of');
    expect(said(await member.press(unknown, 'Calves'))).toContain('## Calves');
    expect(said(await member.press(tip, 'Another tip'))).not.toBe(textOf(tip));
    expect(said(await member.choose(plan, 'Choose the distance', ['10K']))).toContain('10K');
  });

  it('registers nothing when nothing has changed, and everything in one go when something has', async () => {
    const club = await openClub();
    const writes = () =>
      club.sandbox.traffic.requests.filter(
        ({ method, path }) => method === 'PUT' && path.endsWith('/commands'),
      ).length;
    expect(writes()).toBe(1);
    await club.stopBot();
    await club.startBot();
    expect(writes()).toBe(1);
    club.sandbox.world.commands.get('global')?.pop();
    await club.stopBot();
    await club.startBot();
    expect(writes()).toBe(2);
    expect(said(await club.sandbox.as('ben').run('help'))).toContain('</stretch:');
  });
});

describe('a defect in a handler', () => {
  it('is told in plain words, to the member alone, and noted without a secret', async () => {
    const { sandbox, complaints } = await openClub({ moreCommands: [broken], expectTrouble: true });
    const answer = await sandbox.as('ben').run('broken');
    expect(said(answer)).toContain('it is not your fault');
    expect(said(answer)).not.toContain('defect');
    expect(shown(answer).ephemeral).toBe(true);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatchObject({
      command: 'broken',
      err: { message: 'a defect that members must not read' },
    });
    expect(JSON.stringify(complaints)).not.toContain(sandbox.token);
    expect(said(await sandbox.as('ben').run('stretch', { muscle: 'calves' }))).toContain('Calves');
  });

  it('is told after a deferral too, in the place of the answer', async () => {
    const deferred: Command = { ...broken, writes: () => ({ writes: 'privately' }) };
    const { hasty } = await openClub({ moreCommands: [deferred], expectTrouble: true });
    const member = hasty('ben');
    const answer = await member.run('broken');
    expect(answer.kind).toBe('thinking');
    const seen = await member.sees(
      (one) => one.id === answer.message?.id && textOf(one).includes('not your fault'),
    );
    expect(seen.ephemeral).toBe(true);
  });

  it('leaves the message whose button was pressed as it was', async () => {
    const { sandbox } = await openClub({ moreCommands: [broken, withBrokenButton], expectTrouble: true });
    const member = sandbox.as('ben');
    const fragile = shown(await member.run('fragile'));
    const answer = await member.press(fragile, 'Fail');
    expect(answer.kind).toBe('message');
    expect(said(answer)).toContain('not your fault');
    expect(member.read().find(({ id }) => id === fragile.id)?.editedAt).toBeNull();
  });
});

describe('a suggestion that fails', () => {
  it('is none, so that the member can go on typing, and is noted', async () => {
    const typing: Command = {
      ...broken,
      declaration: {
        ...declared('typing'),
        options: [{ type: Option.String, name: 'what', description: 'Anything', autocomplete: true }],
      },
      suggest() {
        throw new Error('a defect while somebody types');
      },
    };
    const { sandbox, complaints } = await openClub({ moreCommands: [typing], expectTrouble: true });
    expect(await sandbox.as('ben').suggest('typing', { what: 'x' }, 'what')).toEqual([]);
    expect(complaints).toMatchObject([{ err: { message: 'a defect while somebody types' } }]);
  });
});

describe('a button that is not ours, or no longer', () => {
  it.each(['Old', 'Foreign', 'Odd', 'Bad'])('gets a plain answer and no complaint: %s', async (label) => {
    const { sandbox } = await openClub({ moreCommands: [withBrokenButton] });
    const member = sandbox.as('ben');
    const answer = await member.press(shown(await member.run('fragile')), label);
    expect(said(answer)).toContain("That button is from an older message and doesn't work any more.");
    expect(said(answer)).toMatch(/<\/help:\d+>/);
    expect(shown(answer).ephemeral).toBe(true);
  });
});

describe('a command that Discord still offers after it was taken away', () => {
  it('is answered', async () => {
    const club = await openClub({ moreCommands: [withBrokenButton] });
    const registered = [...(club.sandbox.world.commands.get('global') ?? [])];
    const renamed = registered.map((command) =>
      command.name === 'fragile' ? { ...command, name: 'gone' } : command,
    );
    club.sandbox.world.commands.set('global', renamed);
    expect(said(await club.sandbox.as('ben').run('gone'))).toContain("I don't know that command any more.");
  });
});

describe('an answer that takes long', () => {
  it.each(['privately', 'publicly'] as const)('is announced at once and comes later, %s', async (how) => {
    const { command, finish } = slow(how);
    const { hasty } = await openClub({ moreCommands: [command] });
    const member = hasty('ben');
    const answer = await member.run('slow');
    expect(answer.kind).toBe('thinking');
    expect(shown(answer).ephemeral).toBe(how === 'privately');
    finish();
    const done = await member.sees((one) => textOf(one) === 'Here it is at last.');
    expect(done.id).toBe(shown(answer).id);
    expect(done.ephemeral).toBe(how === 'privately');
  });

  it('and comes too late is noted, and the next one is answered', async () => {
    const { command, finish, begun } = slow();
    const { sandbox, complaints, stopBot } = await openClub({ moreCommands: [command], expectTrouble: true });
    const member = sandbox.as('ben');
    const late = member.run('slow');
    await begun;
    sandbox.clock.advance(3_001);
    expect((await late).failure).toBe('The application did not respond');
    finish();
    expect(said(await member.run('stretch', { muscle: 'calves' }))).toContain('Calves');
    await stopBot();
    expect(complaints).toMatchObject([{ command: 'slow', msg: 'Discord takes no answer to this any more' }]);
  });
});

describe("Discord's own troubles", () => {
  it.each([
    ['answers 500 once', { status: 500 }],
    ['answers 502 twice', { status: 502, times: 2 }],
    ['limits the rate', { status: 429, retryAfter: 0.05 }],
    ['cuts the line before it has heard', { drop: 'before' as const }],
    ['is slow', { delayMs: 50 }],
  ])('do not keep the answer from the member when it %s', async (_what, fault) => {
    const { sandbox } = await openClub({ still: false });
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, ...fault });
    const answer = await sandbox.as('ben').run('stretch', { muscle: 'calves' });
    expect(said(answer)).toContain('## Calves');
  });

  it('do not answer twice when the line is cut after Discord has heard', async () => {
    const { sandbox } = await openClub();
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, drop: 'after' });
    const member = sandbox.as('ben');
    expect(said(await member.run('stretch', { muscle: 'calves' }))).toContain('## Calves');
    expect(said(await member.run('help'))).toContain('What you can ask me');
    expect(member.read()).toHaveLength(2);
  });

  it('do not lose a share when the line is cut after Discord has heard of the press', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('ben');
    const answer = shown(await member.run('stretch', { muscle: 'calves' }));
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, drop: 'after' });
    await member.press(answer, 'Share');
    await sandbox.as('grace').sees(({ author }) => author.bot);
    await member.sees(({ id, editedAt }) => id === answer.id && editedAt !== null);
  });

  it('do not leave a member with "thinking" when the line is cut after Discord has heard', async () => {
    const { command, finish } = slow('privately');
    const { sandbox, hasty } = await openClub({ moreCommands: [command] });
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, drop: 'after' });
    const member = hasty('ben');
    await member.run('slow');
    finish();
    await member.sees((one) => textOf(one) === 'Here it is at last.');
  });

  it('are noted when they last, and pass', async () => {
    const { sandbox, complaints } = await openClub({ expectTrouble: true });
    sandbox.faults.add({ method: 'POST', path: /\/callback$/, status: 500, times: 100 });
    const member = sandbox.as('ben');
    const failed = member.run('stretch', { muscle: 'calves' });
    await expect.poll(() => complaints.length).toBeGreaterThanOrEqual(2);
    sandbox.clock.advance(3_001);
    expect((await failed).kind).toBe('failed');
    sandbox.faults.clear();
    expect(said(await member.run('stretch', { muscle: 'calves' }))).toContain('## Calves');
    expect(JSON.stringify(complaints)).not.toMatch(/interaction:|aW50ZXJhY3Rpb24/);
  });

  it('do not lose a command that comes while the line is down', async () => {
    const { sandbox } = await openClub();
    sandbox.gateway.drop();
    const answer = await sandbox.as('ben').run('stretch', { muscle: 'calves' });
    expect(said(answer)).toContain('## Calves');
  });

  it('do not lose the answer when the line goes down in the middle of a command', async () => {
    const { command, finish, begun } = slow();
    const { sandbox } = await openClub({ moreCommands: [command] });
    const answer = sandbox.as('ben').run('slow');
    await begun;
    sandbox.gateway.drop();
    finish();
    expect(said(await answer)).toBe('Here it is at last.');
  });

  it.each(['reconnect', 'invalidate'] as const)('are followed when Discord asks to %s', async (what) => {
    const { sandbox } = await openClub();
    sandbox.gateway[what](true);
    expect(said(await sandbox.as('ben').run('stretch', { muscle: 'calves' }))).toContain('## Calves');
  });

  it('end the bot with one clear sentence when Discord shuts it out', async () => {
    const { sandbox, lost } = await openClub();
    sandbox.gateway.close(4004);
    await expect.poll(() => lost.length).toBe(1);
    expect(lost[0]).toContain('Discord refused DISCORD_TOKEN');
  });
});

describe('stopping', () => {
  it('finishes the work in hand and takes nothing new', async () => {
    const { command, finish, begun } = slow();
    const club = await openClub({ moreCommands: [command] });
    const member = club.sandbox.as('ben');
    const answer = member.run('slow');
    await begun;
    const stopped = club.stopBot();
    const tooLate = member.run('help');
    expect(said(await tooLate)).toContain("I'm just restarting");
    finish();
    expect(said(await answer)).toBe('Here it is at last.');
    await stopped;
    expect(club.sandbox.gateway.connections()).toBe(0);
  });

  it('offers what it offered before once it is back', async () => {
    const club = await openClub();
    await club.stopBot();
    await club.startBot();
    const answer = await club.sandbox.as('ben').run('stretch', { muscle: 'calves' });
    expect(buttonsOf(shown(answer)).map(({ label }) => label)).toEqual([
      'Start guided session',
      'Another routine',
      'Share',
    ]);
  });
});
