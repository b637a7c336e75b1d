import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Names } from '../client/names.ts';
import { defaultsOf } from '../client/queries.ts';
import type { SeenField, SeenMessage, SeenModal } from '../client/views.ts';
import type { Component } from '../rest/limits.ts';
import { drawMarkdown, harmless, type Look, styled } from './markdown.ts';
import { NO_BREAK } from './wrap.ts';

const isComponent = (one: unknown): one is Component => typeof one === 'object' && one !== null;

/** The components in a component; whatever else came is left out. */
const inside = (component: Component, key = 'components'): Component[] => {
  const held = component[key];
  return Array.isArray(held) ? held.filter(isComponent) : [];
};

/** The lines of one component, in reading order, those inside it included. */
function drawComponent(component: Component, look: Look, names: Names): string[] {
  switch (component.type) {
    case ComponentType.TextDisplay:
      return drawMarkdown(words(component['content']), look, names);
    case ComponentType.Separator:
      return [''];
    case ComponentType.MediaGallery:
      return inside(component, 'items').map((item) => picture(item));
    case ComponentType.Thumbnail:
      return [picture(component)];
    case ComponentType.File:
      return [harmless(`(file: ${addressIn(component['file'])})`)];
    case ComponentType.ActionRow:
      return [
        '',
        inside(component)
          .map((control) => drawControl(control, look))
          .join('  '),
      ];
    case ComponentType.Container:
    case ComponentType.Section: {
      const accessory = [component['accessory']].filter(isComponent);
      return [...inside(component), ...accessory].flatMap((part) => drawComponent(part, look, names));
    }
    default:
      return [drawControl(component, look)];
  }
}

const words = (value: unknown) => (typeof value === 'string' ? value : '');

/** The address of a picture or file. */
const addressIn = (media: unknown) =>
  words((media as { url?: unknown } | null | undefined)?.url) || 'not there';

function picture(item: { readonly [key: string]: unknown }): string {
  return harmless(`(picture: ${words(item['description']) || addressIn(item['media'])})`);
}

const SELECTS: readonly number[] = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
];

function drawControl(control: Component, look: Look): string {
  if (control.type !== ComponentType.Button && !SELECTS.includes(control.type))
    return styled(look, 'dim', '(a component that this terminal does not know)');
  const drawn = control.type === ComponentType.Button ? buttonText(control) : selectText(control, look);
  return control['disabled'] ? styled(look, 'dim', `${drawn}${NO_BREAK}(off)`) : styled(look, 'cyan', drawn);
}

function buttonText(button: Component): string {
  const emoji = (button['emoji'] as { name?: string } | undefined)?.name;
  const target = button['style'] === ButtonStyle.Link ? button['url'] : undefined;
  const parts = [emoji, button['label'], target].filter((part) => part !== undefined && part !== null);
  return harmless(`[${parts.join(' ')}]`).replaceAll(' ', NO_BREAK);
}

const KINDS_OF_SELECT: Readonly<Record<number, string>> = {
  [ComponentType.UserSelect]: 'a member',
  [ComponentType.RoleSelect]: 'a role',
  [ComponentType.MentionableSelect]: 'a member or a role',
  [ComponentType.ChannelSelect]: 'a channel',
};

/** What stands chosen in a list that Discord fills. */
function chosenBeforehand(select: Component, { nameOf }: Look): string {
  const kind = select.type === ComponentType.ChannelSelect ? 'channel' : 'user';
  return defaultsOf(select)
    .map((id) => `*${nameOf(kind, id) ?? nameOf('role', id) ?? id}`)
    .join(' | ');
}

function selectText(select: Component, look: Look): string {
  const options = inside(select, 'options') as unknown as { label: string; default?: boolean }[];
  const choices = options.map(({ label, default: chosen }) => (chosen ? `*${label}` : label)).join(' | ');
  const placeholder = String(select['placeholder'] ?? 'Choose');
  return harmless(
    `{${placeholder}: ${choices || chosenBeforehand(select, look) || (KINDS_OF_SELECT[select.type] ?? '…')}}`,
  );
}

/** A message as lines: who wrote it, whether only you can see it, its text, and what can be pressed. */
export function drawMessage(message: SeenMessage, look: Look): string[] {
  const head = [
    `${message.author.name}${message.author.bot ? ' [APP]' : ''}`,
    ...(message.interaction?.command
      ? [`${message.interaction.user} used /${message.interaction.command}`]
      : []),
    ...(message.ephemeral ? ['only you can see this'] : []),
    ...(message.editedAt === null ? [] : ['edited']),
  ].join(' · ');
  const body = [
    ...(message.content ? drawMarkdown(message.content, look, message.names) : []),
    ...(message.components as unknown as Component[])
      .filter(isComponent)
      .flatMap((component) => drawComponent(component, look, message.names)),
    ...message.attachments.map((file) => `(attached: ${harmless(file.filename)}, ${file.size} bytes)`),
  ];
  return [styled(look, 'bold', head), ...body.map((line) => (line === '' ? '  |' : `  | ${line}`))];
}

function fieldHint({ kind, choices, required, description }: SeenField): string {
  const labels = choices.map(({ label }) => label).join(' | ');
  const how = kind === 'text' ? 'text' : kind === 'tick' ? 'yes or no' : labels || kind;
  return `${how}${required ? '' : ' (if you like)'}${description ? ` · ${description}` : ''}`;
}

/** A form as lines: each field with what can be entered. */
export function drawModal(modal: SeenModal, look: Look): string[] {
  return [
    styled(look, 'bold', harmless(`Form: ${modal.title}`)),
    ...modal.texts.flatMap((text) => drawMarkdown(text, look)).map((line) => `  | ${line}`),
    ...modal.fields.map((field) => `  | ${harmless(`${field.label}: ${fieldHint(field)}`)}`),
    `  | ${styled(look, 'dim', 'Send it with :submit Field: value; Field: value')}`,
  ];
}
