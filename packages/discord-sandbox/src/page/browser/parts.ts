import { type ComponentChildren, h } from 'preact';
import { useState } from 'preact/hooks';
import type { ButtonPart, Here, ListPart, Media, PageFile, Part } from '../protocol.ts';
import { List } from './list.ts';
import { MovingPicture } from './moving-picture.ts';
import { Text } from './text.ts';

/** What the parts of a message can do. */
export interface Pressing {
  readonly here: Here;
  /** The custom id of the component that waits for the bot. */
  readonly pending: string | undefined;
  press(id: string): void;
  choose(id: string, chosen: readonly string[]): void;
}

const UNITS = ['bytes', 'KB', 'MB'] as const;

/** "832 bytes", "12.4 KB". */
function sizeInWords(bytes: number): string {
  const power = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${Number((bytes / 1_000 ** power).toFixed(2))} ${UNITS[power]}`;
}

function Button({ part, pressing }: { part: ButtonPart; pressing: Pressing }) {
  const { pending, press } = pressing;
  const face = [part.emoji && h('span', { class: 'emoji' }, part.emoji), part.label];
  if (part.style === 'link')
    return h(
      'a',
      { class: 'button link', href: part.id, target: '_blank', rel: 'noreferrer noopener' },
      face,
      h('span', { class: 'outside', 'aria-hidden': true }, '↗'),
    );
  const waits = pending === part.id;
  return h(
    'button',
    {
      type: 'button',
      'data-component': part.id,
      class: `button ${part.style}`,
      disabled: part.disabled,
      'aria-busy': waits ? true : undefined,
      // While one component waits for the bot, the message's other components wait too.
      'aria-disabled': pending !== undefined ? true : undefined,
      onClick: () => pending === undefined && press(part.id),
    },
    h('span', { class: waits ? 'face hidden' : 'face' }, face),
    waits && h('span', { class: 'dots', 'aria-hidden': true }),
  );
}

function ListIn({ part, pressing }: { part: ListPart; pressing: Pressing }) {
  const { here, pending, choose } = pressing;
  const { id, of, placeholder, choices, least, most, disabled } = part;
  const given = choices.filter((one) => one.chosen).map(({ value }) => value);
  const [chosen, setChosen] = useState<readonly string[]>(given);
  return h(List, {
    here,
    of,
    label: placeholder,
    placeholder,
    choices,
    chosen,
    least,
    most,
    disabled,
    busy: pending === id,
    onChosen(now) {
      setChosen(now);
      choose(id, now);
    },
  });
}

/** Shows its content when it is pressed. */
function Covered({ spoiler, children }: { spoiler: boolean; children: ComponentChildren }) {
  const [shown, setShown] = useState(!spoiler);
  if (shown) return children;
  return h(
    'div',
    { class: 'covered' },
    h('div', { class: 'under', inert: true }, children),
    h('button', { type: 'button', class: 'cover', onClick: () => setShown(true) }, 'Spoiler: show'),
  );
}

function Picture({ media, small }: { media: Media; small: boolean }) {
  const { url, type, name, description } = media;
  if (type === 'missing')
    return h(
      'span',
      { class: 'elsewhere' },
      `A picture that didn’t come with the message: ${name || 'without a name'}`,
    );
  if (url === null)
    return h('span', { class: 'elsewhere' }, `A picture from outside, not fetched here: ${name}`);
  if (type === 'video') return h('video', { src: url, controls: true, 'aria-label': description || name });
  if (type === 'other') return h('a', { href: url, download: name }, name);
  if (media.moving) return h(MovingPicture, { media });
  const picture = h('img', { src: url, alt: description, loading: 'lazy' });
  return small ? picture : h('a', { href: url, download: name, title: description || name }, picture);
}

/** A picture, film or file, covered if it is a spoiler. */
export function MediaView({ media, small = false }: { media: Media; small?: boolean }) {
  return h(
    'div',
    { class: 'media' },
    h(Covered, { spoiler: media.spoiler, children: h(Picture, { media, small }) }),
  );
}

/** A file to download. */
export function FileView({ file }: { file: PageFile }) {
  return h(
    'div',
    { class: 'file' },
    h('span', { class: 'file-icon', 'aria-hidden': true }),
    h(
      'div',
      null,
      file.url === null
        ? h(
            'span',
            { class: 'elsewhere' },
            `A file that didn’t come with the message: ${file.name || 'without a name'}`,
          )
        : h('a', { href: file.url, download: file.name, 'aria-label': `Download ${file.name}` }, file.name),
      h('span', { class: 'file-size' }, sizeInWords(file.size)),
    ),
  );
}

function PartView({ part, pressing }: { part: Part; pressing: Pressing }): ComponentChildren {
  const below = (parts: readonly Part[]) => h(Parts, { parts, pressing });
  switch (part.type) {
    case 'text':
      return h('div', { class: 'text' }, h(Text, { text: part.text }));
    case 'row':
      return h('div', { class: 'row' }, below(part.parts));
    case 'button':
      return h(Button, { part, pressing });
    case 'list':
      return h(ListIn, {
        key: `${part.id}${part.choices.map(({ chosen }) => Number(chosen)).join('')}`,
        part,
        pressing,
      });
    case 'container':
      return h(
        'div',
        {
          class: part.accent === null ? 'container' : 'container accented',
          style: part.accent === null ? {} : { borderLeftColor: part.accent },
        },
        h(Covered, { spoiler: part.spoiler, children: below(part.parts) }),
      );
    case 'section':
      return h(
        'div',
        { class: 'section' },
        h('div', { class: 'section-text' }, below(part.parts)),
        h('div', { class: 'accessory' }, below([part.accessory])),
      );
    case 'thumbnail':
      return h('div', { class: 'thumbnail' }, h(MediaView, { media: part.media, small: true }));
    case 'gallery':
      return h(
        'div',
        { class: `gallery of-${Math.min(part.items.length, 5)}` },
        part.items.map((media) => h(MediaView, { media })),
      );
    case 'separator':
      return part.line
        ? h('hr', { class: part.wide ? 'wide' : '' })
        : h('div', { class: part.wide ? 'gap wide' : 'gap' });
    case 'file':
      return h(Covered, { spoiler: part.file.spoiler, children: h(FileView, { file: part.file }) });
    case 'unknown':
      return h('p', { class: 'elsewhere' }, 'A component that this page does not know.');
  }
}

/** Components of a message, in order. */
export function Parts({ parts, pressing }: { parts: readonly Part[]; pressing: Pressing }) {
  return parts.map((part) => h(PartView, { part, pressing }));
}
