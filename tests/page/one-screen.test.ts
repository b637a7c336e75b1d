import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import {
  COMPONENTS_V2,
  EPHEMERAL,
  openPlace,
  type Place,
} from '../../packages/discord-sandbox/tests/bare-bot.ts';
import { loadContent } from '../../src/content.ts';
import type { Message } from '../../src/discord/command.ts';
import { sessionMessage } from '../../src/discord/messages/session.ts';
import { viewsOf } from '../session-views.ts';
import { inBrowser } from './browser.ts';
import { DESK, newest, PHONE } from './chromium.ts';

const { exercises } = loadContent(join(import.meta.dirname, '..', '..', 'data'));

/** What a phone has left between the head of the channel and the line to type in, in px. */
const ONE_SCREEN = 540;

/** A picture without anything on it, in one of the two formats of the figures. */
async function blank(height: 480 | 300, description: string) {
  const grey = { width: 480, height, channels: 3, background: '#dddddd' } as const;
  return { name: 'figure.png', bytes: await sharp({ create: grey }).png().toBuffer(), description };
}

type Blank = Awaited<ReturnType<typeof blank>>;

/** Shows that in place of an answer to the member who looks at the page, as a session does from step to step. */
async function show({ sandbox, bot }: Place, { components }: Message, { name, bytes }: Blank) {
  const asked = sandbox.as('leader').run('stretch');
  const heard = await bot.hears();
  await bot.answer(heard, { type: 4, data: { content: 'A routine', flags: EPHEMERAL } });
  await asked;
  const { status } = await bot.message(
    heard,
    'PATCH',
    '@original',
    { content: null, flags: COMPONENTS_V2, components },
    { files: { 'files[0]': new File([new Uint8Array(bytes)], name, { type: 'image/png' }) } },
  );
  expect(status).toBe(200);
}

async function openStretch(): Promise<Place> {
  const place = await openPlace();
  await place.bot.register({ name: 'stretch', description: 'A routine', type: 1 });
  return place;
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
      const place = await openStretch();
      const page = await open(place.sandbox, { viewport });
      const picture = await blank(height, 'Alone');
      const [view] = exercises.slice(0, 1).flatMap(viewsOf);
      if (view) await show(place, sessionMessage(view, picture), picture);
      const shown = newest(page).getByRole('img', { name: 'Alone' });
      const sizeOf = () =>
        shown.evaluate((one) => [Math.round(one.clientWidth), Math.round(one.clientHeight)]);
      await expect.poll(sizeOf).toEqual(size);
    },
  );

  it('holds each exercise at work: the picture, the side, how long, the countdown and the buttons', async () => {
    const place = await openStretch();
    const page = await open(place.sandbox, { viewport: PHONE });
    for (const exercise of exercises) {
      // It has the most to say: that sides change, and which exercise is next.
      const last = viewsOf(exercise).at(-1);
      if (!last) throw new Error(`${exercise.id} has no steps`);
      const picture = await blank(480, exercise.id);
      await show(place, sessionMessage(last, picture), picture);
      const shown = newest(page).getByRole('img', { name: exercise.id, exact: true });
      await expect.poll(() => shown.evaluate((one) => one.clientHeight)).toBe(263);
      expect(await newest(page).evaluate((one) => one.clientHeight), exercise.id).toBeLessThanOrEqual(
        ONE_SCREEN,
      );
    }
  });
});
