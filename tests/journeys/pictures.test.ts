import { join } from 'node:path';
import { ComponentType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../sandbox/client/seen.ts';
import { type Component, flatten } from '../../sandbox/rest/limits.ts';
import { readPictureIndex } from '../../src/pictures/picture-index.ts';
import { openClub } from './club.ts';
import { shown } from './said.ts';

const index = readPictureIndex(join(import.meta.dirname, '..', '..', 'data', 'pictures'));

/** The addresses and descriptions of the pictures that stand beside the steps. */
function picturesOf(message: SeenMessage): { url: string; description: string }[] {
  return flatten(message.components as unknown as Component[])
    .map(([component]) => component)
    .filter(({ type }) => type === ComponentType.Thumbnail)
    .map((one) => ({
      url: (one['media'] as { url: string }).url,
      description: String(one['description']),
    }));
}

describe('/stretch, in pictures', () => {
  it('shows each step with its figure, told in words for who cannot see it', async () => {
    const { sandbox } = await openClub();
    const answer = shown(await sandbox.as('leader').run('stretch', { muscle: 'hamstrings', minutes: 10 }));
    const pictures = picturesOf(answer);
    expect(pictures.length).toBeGreaterThan(1);
    expect(answer.attachments).toHaveLength(pictures.length);
    for (const { description } of pictures)
      expect(Object.values(index).map(({ alt }) => alt)).toContain(description);
    expect(new Set(answer.attachments.map(({ filename }) => filename)).size).toBe(pictures.length);
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
    expect(names(next)).toHaveLength(picturesOf(next).length);
    expect(names(next)).not.toEqual(names(first));
    await member.press(next, 'Share');
    const posted = await sandbox.as('admin').sees(({ author, ephemeral }) => author.bot && !ephemeral);
    expect(names(posted)).toEqual(names(next));
    expect(picturesOf(posted).map(({ description }) => description)).toEqual(
      picturesOf(next).map(({ description }) => description),
    );
  });

  it.each([
    ['help', {}, ['ham-strap.png']],
    ['help', { command: 'stretch' }, ['hipflex-kneel.png', 'leg-swing-fb.gif']],
    ['help', { command: 'run create' }, []],
  ])('/%s %o shows an example', async (command, options, files) => {
    const { sandbox } = await openClub();
    const answer = shown(await sandbox.as('leader').run(command, options));
    expect(answer.attachments.map(({ filename }) => filename)).toEqual(files);
    expect(picturesOf(answer).map(({ description }) => description)).toEqual(
      files.map((file) => index[file.replace(/\.\w+$/, '')]?.alt),
    );
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
