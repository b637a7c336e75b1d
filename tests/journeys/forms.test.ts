import {
  type APIModalInteractionResponseCallbackData,
  ApplicationCommandType,
  ComponentType,
  InteractionContextType,
  MessageFlags,
  TextInputStyle,
} from 'discord.js';
import type { Member, SeenModal } from 'discord-sandbox';
import { textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import { type Command, type Message, privately } from '../../src/discord/command.ts';
import { button, card, row, text } from '../../src/discord/messages/components.ts';
import { openClub } from './club.ts';
import { said, shown } from './said.ts';

const form = {
  custom_id: 'survey:answer:7',
  title: 'How was it?',
  components: [
    {
      type: ComponentType.Label,
      label: 'In a word',
      component: { type: ComponentType.TextInput, custom_id: 'word', style: TextInputStyle.Short },
    },
  ],
} satisfies APIModalInteractionResponseCallbackData;

function withFile(content: string): Message {
  const file = { type: ComponentType.File, file: { url: 'attachment://word.txt' } } as const;
  return {
    ...card(0, [text(content), file], row(button('Done', 'survey:done'))),
    files: [{ name: 'word.txt', bytes: new TextEncoder().encode(content), description: 'The word' }],
  };
}

/** Opens a form from a command or a button, and answers it with a file. */
const survey: Command = {
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name: 'survey',
    description: 'Only for this test',
    contexts: [InteractionContextType.Guild],
  },
  examples: [],
  run: ({ interaction: { user } }) =>
    user.username === 'ben'
      ? { type: 'form', form }
      : privately(
          card(0, [text('Tell us')], row(button('Tell', 'survey:open'), button('Done', 'survey:done'))),
        ),
  press: {
    open: { handle: () => ({ type: 'form', form }) },
    done: { handle: () => ({ type: 'update', message: card(0, [text('Thank you.')]) }) },
  },
  submit: {
    answer: {
      handle({ interaction }, [number]) {
        const message = withFile(`${number}: ${interaction.fields.getTextInputValue('word')}`);
        return interaction.isFromMessage() ? { type: 'update', message } : privately(message);
      },
    },
  },
};

const opened = ({ modal }: { modal: SeenModal | undefined }): SeenModal => {
  if (!modal) throw new Error('No form was opened');
  return modal;
};

async function opensForm(member: Member) {
  const asked = shown(await member.run('survey'));
  return { asked, modal: opened(await member.press(asked, 'Tell')) };
}

it('opens a form by a command and answers what was entered, with a file', async () => {
  const { sandbox } = await openClub({ moreCommands: [survey] });
  const ben = sandbox.as('ben');
  const modal = opened(await ben.run('survey'));
  expect(modal.title).toBe('How was it?');
  const answer = shown(await ben.submit(modal, { 'In a word': 'Cold' }));
  expect(answer.ephemeral).toBe(true);
  expect(textOf(answer)).toContain('7: Cold');
  expect(answer.attachments).toMatchObject([{ filename: 'word.txt', size: 7 }]);
  const [{ url } = { url: '' }] = answer.attachments;
  expect(await (await fetch(url)).text()).toBe('7: Cold');
});

it('changes the message that the form was opened from, and takes its files along when that changes again', async () => {
  const { sandbox } = await openClub({ moreCommands: [survey] });
  const grace = sandbox.as('grace');
  const { asked, modal } = await opensForm(grace);
  const answer = await grace.submit(modal, { 'In a word': 'Fine' });
  expect(answer.kind).toBe('update');
  const changed = shown(answer);
  expect(changed.id).toBe(asked.id);
  expect(changed.flags & MessageFlags.IsComponentsV2).toBeTruthy();
  expect(changed.attachments).toHaveLength(1);
  const done = shown(await grace.press(changed, 'Done'));
  expect(textOf(done)).toBe('Thank you.');
  expect(done.attachments).toEqual([]);
});

it('says so when a form is from an older version', async () => {
  const { sandbox } = await openClub({ moreCommands: [survey] });
  const grace = sandbox.as('grace');
  for (const customId of ['survey:gone', 'survey:constructor', 'nothing', 'help:answer']) {
    const { modal } = await opensForm(grace);
    const old = await grace.submit({ ...modal, customId }, { 'In a word': 'Old' });
    expect(said(old)).toMatch(/from an older message/);
  }
});
