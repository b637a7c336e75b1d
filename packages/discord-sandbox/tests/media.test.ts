import { describe, expect, it } from 'vitest';
import { badAt, COMPONENTS_V2, openPlace, words } from './bare-bot.ts';

const MISSING = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';
const picture = (name: string) => new File(['GIF89a'], name, { type: 'image/gif' });
const media = (url: string) => ({ media: { url } });
const gallery = (url: string) => ({ type: 12, items: [media(url)] });
const file = (url: string) => ({ type: 13, file: { url } });
const section = (url: string) => ({
  type: 9,
  components: [words('A stretch')],
  accessory: { type: 11, ...media(url) },
});
const card = (...components: readonly object[]) => ({ flags: COMPONENTS_V2, components });

describe('attachment://', () => {
  it.each([
    ['a gallery', gallery, 'components.0.items.0.media.url'],
    ['a file', file, 'components.0.file.url'],
    ['the accessory of a section', section, 'components.0.accessory.media.url'],
    [
      'what is in a container',
      (url: string) => ({ type: 17, components: [gallery(url)] }),
      'components.0.components.0.items.0.media.url',
    ],
  ])('names a file that came with the message: %s', async (_name, component, path) => {
    const { bot } = await openPlace();
    const files = { 'files[0]': picture('calf.gif') };
    const shown = card(component('attachment://calf.gif'));
    expect(await bot.say('photos', shown, { files })).toMatchObject({ status: 200 });
    expect(await bot.say('photos', shown)).toMatchObject(badAt(path, MISSING));
    const other = card(component('attachment://hip.gif'));
    expect(await bot.say('photos', other, { files })).toMatchObject(badAt(path, MISSING));
  });

  it('is the name that the request gives a file, where it gives one', async () => {
    const { bot } = await openPlace();
    const files = { 'files[0]': picture('blob') };
    const attachments = [{ id: 0, filename: 'calf.gif' }];
    const shown = { ...card(gallery('attachment://calf.gif')), attachments };
    expect(await bot.say('photos', shown, { files })).toMatchObject({ status: 200 });
  });

  it('names a file that an edit keeps, and none that it drops', async () => {
    const { bot, channel } = await openPlace();
    const shown = card(gallery('attachment://calf.gif'));
    const posted = await bot.say('photos', shown, { files: { 'files[0]': picture('calf.gif') } });
    const { id } = (posted.body as { attachments: { id: string }[] }).attachments[0] ?? { id: '' };
    const edit = (json: object) =>
      bot.ask('PATCH', `/channels/${channel('photos')}/messages/${posted.id}`, json);
    expect(await edit(shown)).toMatchObject({ status: 200, body: { attachments: [{ id }] } });
    expect(await edit({ ...shown, attachments: [{ id }] })).toMatchObject({
      status: 200,
      body: { attachments: [{ id, filename: 'calf.gif' }] },
    });
    expect(await edit({ ...shown, attachments: [] })).toMatchObject(
      badAt('components.0.items.0.media.url', MISSING),
    );
  });

  it('may be left out for an address of the web, but not in a file', async () => {
    const { bot } = await openPlace();
    const web = 'https://example.org/calf.gif';
    expect(await bot.say('photos', card(gallery(web)))).toMatchObject({ status: 200 });
    expect(await bot.say('photos', card(file(web)))).toMatchObject(badAt('components.0.file.url'));
  });

  it('is looked at in answers to interactions too', async () => {
    const { bot, sandbox } = await openPlace();
    await bot.register({ name: 'show', description: 'Shows' });
    void sandbox.as('ben').run('show');
    expect(
      await bot.answer(await bot.hears(), { type: 4, data: card(gallery('attachment://calf.gif')) }),
    ).toMatchObject(badAt('data.components.0.items.0.media.url', MISSING));
  });
});
