import { join } from 'node:path';
import { ComponentType } from 'discord.js';
import type { SeenMessage } from 'discord-sandbox';
import { type Component, flatten } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { readPictureIndex } from '../../src/pictures/picture-index.ts';
import { openClub } from './club.ts';
import { shown } from './said.ts';

const index = readPictureIndex(join(import.meta.dirname, '..', '..', 'data', 'pictures'));

/** What the pictures of a message show; each is alone in its gallery. */
const shownIn = (message: SeenMessage): string[] =>
  flatten(message.components as unknown as Component[])
    .filter(([{ type }]) => type === ComponentType.MediaGallery)
    .map(([{ items }]) => (items as { description: string }[]).map(({ description }) => description).join());

describe('/stretch, in pictures', () => {
  it('shows each step with its figure, told in words for who cannot see it', async () => {
    const { sandbox } = await openClub();
    const answer = shown(await sandbox.as('leader').run('stretch', { muscle: 'hamstrings', minutes: 10 }));
    const figures = shownIn(answer);
    expect(figures.length).toBeGreaterThan(1);
    expect(figures).toEqual(
      answer.attachments.map(({ filename }) => index[filename.replace(/\.\w+$/, '')]?.alt),
    );
    const [{ url } = { url: '' }] = answer.attachments;
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    expect([...bytes.slice(0, 4)]).toEqual(
      answer.attachments[0]?.filename.endsWith('.gif')
        ? [...Buffer.from('GIF8')]
        : [137, ...Buffer.from('PNG')],
    );
  });

  it('takes the pictures along to another routine, and into the channel', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    const first = shown(await member.run('stretch', { muscle: 'hamstrings', minutes: 3 }));
    const next = shown(await member.press(first, 'Another routine'));
    const names = ({ attachments }: SeenMessage) => attachments.map(({ filename }) => filename);
    expect(names(next)).toHaveLength(shownIn(next).length);
    expect(names(next)).not.toEqual(names(first));
    await member.press(next, 'Share');
    const posted = await sandbox.as('admin').sees(({ author, ephemeral }) => author.bot && !ephemeral);
    expect(names(posted)).toEqual(names(next));
    expect(shownIn(posted)).toEqual(shownIn(next));
  });

  it.each([
    ['help', {}, ['ham-strap.png']],
    ['help', { command: 'stretch' }, ['hipflex-kneel.png', 'leg-swing-fb.gif']],
    ['help', { command: 'run create' }, []],
  ])('/%s %o shows an example', async (command, options, files) => {
    const { sandbox } = await openClub();
    const answer = shown(await sandbox.as('leader').run(command, options));
    expect(answer.attachments.map(({ filename }) => filename)).toEqual(files);
    expect(shownIn(answer)).toEqual(files.map((file) => index[file.replace(/\.\w+$/, '')]?.alt));
  });

  it('/help keeps still for who wants it so', async () => {
    const { sandbox } = await openClub();
    const member = sandbox.as('leader');
    await member.run('me notifications', { 'still-pictures': true });
    const answer = shown(await member.run('help', { command: 'stretch' }));
    expect(answer.attachments.map(({ filename }) => filename)).toEqual([
      'hipflex-kneel.png',
      'leg-swing-fb.png',
    ]);
  });
});
