import { join } from 'node:path';
import { DESK, newest, PHONE } from 'discord-sandbox/page';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import type { Command, Message } from '../../src/discord/command.ts';
import { sessionMessage } from '../../src/discord/messages/session.ts';
import { openClub } from '../journeys/club.ts';
import { viewsOf } from '../session-views.ts';
import { inBrowser } from './browser.ts';

const { exercises } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

/** What a phone has left between the head of the channel and the line to type in, in px. */
const ONE_SCREEN = 540;

/** A picture without anything on it, in one of the two formats of the figures. */
async function blank(height: 480 | 300, description: string) {
  const grey = { width: 480, height, channels: 3, background: '#dddddd' } as const;
  return { name: 'figure.png', bytes: await sharp({ create: grey }).png().toBuffer(), description };
}

/** A club in which `/show` shows a message to the member who looks at the page, as a session does. */
async function openShow() {
  let next: Message | undefined;
  const command: Command = {
    declaration: { name: 'show', description: 'Shows what is to be looked at' },
    examples: ['show'],
    run: () => ({ type: 'reply', to: 'member', message: next ?? { components: [] } }),
  };
  const { sandbox } = await openClub({ moreCommands: [command] });
  async function show(message: Message) {
    next = message;
    expect((await sandbox.as('leader').run('show')).kind).toBe('message');
  }
  return { sandbox, show };
}

inBrowser('one screen of a phone', (open) => {
  it.each([
    { on: 'a phone', viewport: PHONE, height: 480, size: [263, 263] },
    { on: 'a phone', viewport: PHONE, height: 300, size: [263, 164] },
    { on: 'a desk', viewport: DESK, height: 480, size: [350, 350] },
    { on: 'a desk', viewport: DESK, height: 300, size: [480, 300] },
  ] as const)(
    'shows a picture that is alone uncut: 480 x $height on $on',
    async ({ viewport, height, size }) => {
      const { sandbox, show } = await openShow();
      const page = await open(sandbox, { viewport });
      const picture = await blank(height, 'Alone');
      const [view] = exercises.slice(0, 1).flatMap(viewsOf);
      if (view) await show(sessionMessage(view, picture));
      const shown = newest(page).getByRole('img', { name: 'Alone' });
      const sizeOf = () =>
        shown.evaluate((one) => [Math.round(one.clientWidth), Math.round(one.clientHeight)]);
      await expect.poll(sizeOf).toEqual(size);
    },
  );

  it('holds each exercise at work: the picture, the side, how long, the countdown and the buttons', async () => {
    const { sandbox, show } = await openShow();
    const page = await open(sandbox, { viewport: PHONE });
    for (const exercise of exercises) {
      // It has the most to say: that sides change, and which exercise is next.
      const last = viewsOf(exercise).at(-1);
      if (!last) throw new Error(`${exercise.id} has no steps`);
      const picture = await blank(480, exercise.id);
      await show(sessionMessage(last, picture));
      const shown = newest(page).getByRole('img', { name: exercise.id, exact: true });
      await expect.poll(() => shown.evaluate((one) => one.clientHeight)).toBe(263);
      expect(await newest(page).evaluate((one) => one.clientHeight), exercise.id).toBeLessThanOrEqual(
        ONE_SCREEN,
      );
    }
  });
});
