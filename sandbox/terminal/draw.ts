import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { SeenField, SeenMessage, SeenModal } from '../client/seen.ts';
import type { Component } from '../rest/limits.ts';
import { drawMarkdown, harmless, type Look, styled } from './markdown.ts';

const inside = (component: Component, key = 'components') =>
  (component[key] as Component[] | undefined) ?? [];

/** The lines of one component, in reading order, those inside it included. */
function drawComponent(component: Component, look: Look): string[] {
  switch (component.type) {
    case ComponentType.TextDisplay:
      return drawMarkdown(String(component['content']), look);
    case ComponentType.Separator:
      return [''];
    case ComponentType.MediaGallery:
      return inside(component, 'items').map((item) => picture(item));
    case ComponentType.Thumbnail:
      return [picture(component)];
    case ComponentType.File:
      return [`(file: ${(component['file'] as { url: string }).url})`];
    case ComponentType.ActionRow:
      return [
        '',
        inside(component)
          .map((control) => drawControl(control, look))
          .join('  '),
      ];
    case ComponentType.Container:
    case ComponentType.Section: {
      const accessory = component['accessory'] as Component | undefined;
      return [...inside(component), ...(accessory ? [accessory] : [])].flatMap((part) =>
        drawComponent(part, look),
      );
    }
    default:
      return [drawControl(component, look)];
  }
}

function picture(item: { readonly [key: string]: unknown }): string {
  const { url } = item['media'] as { url: string };
  return `(picture: ${String(item['description'] ?? url)})`;
}

function drawControl(control: Component, look: Look): string {
  if (control.type === ComponentType.Button) {
    const label = harmless(String(control['label'] ?? '…'));
    const target = control['style'] === ButtonStyle.Link ? ` ${String(control['url'])}` : '';
    return control['disabled']
      ? styled(look, 'dim', `[${label}] (off)`)
      : styled(look, 'cyan', `[${label}${target}]`);
  }
  const options = inside(control, 'options') as unknown as { label: string; default?: boolean }[];
  const choices = options.map(({ label, default: chosen }) => (chosen ? `*${label}` : label)).join(' | ');
  return styled(look, 'cyan', harmless(`{${String(control['placeholder'] ?? 'choose')}: ${choices || '…'}}`));
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
    ...(message.content ? drawMarkdown(message.content, look) : []),
    ...(message.components as unknown as Component[]).flatMap((component) => drawComponent(component, look)),
    ...message.attachments.map((file) => `(attached: ${harmless(file.filename)}, ${file.size} bytes)`),
  ];
  return [styled(look, 'bold', head), ...body.map((line) => (line === '' ? '  |' : `  | ${line}`))];
}

function fieldHint({ kind, choices, required }: SeenField): string {
  const labels = choices.map(({ label }) => label).join(' | ');
  const how = kind === 'text' ? 'text' : kind === 'tick' ? 'yes or no' : labels || kind;
  return required ? how : `${how} (if you like)`;
}

/** A form as lines: each field with what can be entered. */
export function drawModal(modal: SeenModal, look: Look): string[] {
  return [
    styled(look, 'bold', `Form: ${modal.title}`),
    ...modal.texts.flatMap((text) => drawMarkdown(text, look)).map((line) => `  | ${line}`),
    ...modal.fields.map((field) => `  | ${field.label}: ${fieldHint(field)}`),
    styled(look, 'dim', '  | Send it with :submit Field: value; Field: value'),
  ];
}
