import {
  type APIButtonComponentWithCustomId,
  type APIButtonComponentWithURL,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type APIUserSelectComponent,
  ButtonStyle,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import type { Run } from '../../domain/run.ts';
import { cut, withoutUnseen } from '../../domain/sanitize.ts';
import type { Picture } from '../../services/pictures.ts';
import type { Message } from '../command.ts';
import { escapeMarkup } from './markdown.ts';

/** The calm green of the bot's cards, and the red of a warning. */
export const COLOURS = { calm: 0x3b_a5_8b, warning: 0xd6_45_45 } as const;

export function text(...lines: readonly string[]): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content: lines.join('\n') };
}

/**
 * A picture that is attached to the message, as large as the message. Each has a gallery of its own: Discord crops several
 * in one gallery to squares.
 */
export const picture = ({ name, description }: Omit<Picture, 'bytes'>): APIComponentInContainer => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${name}` }, description }],
});

export const line = (): APIComponentInContainer => ({ type: ComponentType.Separator });

/** A card: parts, rows among them, under one coloured edge, and below it whatever else can be pressed. */
export const card = (
  colour: number,
  parts: readonly APIComponentInContainer[],
  ...rows: readonly APIMessageTopLevelComponent[]
): Message => ({
  components: [{ type: ComponentType.Container, accent_color: colour, components: [...parts] }, ...rows],
});

const cardIn =
  (colour: number) =>
  (...parts: readonly APIComponentInContainer[]) =>
    card(
      colour,
      parts.filter(({ type }) => type !== ComponentType.ActionRow),
      ...parts.filter((part) => part.type === ComponentType.ActionRow),
    );

/** A card of which all rows of buttons and lists stand below it. */
export const calmCard = cardIn(COLOURS.calm);
export const warningCard = cardIn(COLOURS.warning);

export const say = (...lines: readonly string[]) => calmCard(text(...lines));

/** What the outcome, or the view, of this type has to say. */
export type Of<Outcome extends { readonly type: string }, Type extends Outcome['type']> = Omit<
  Extract<Outcome, { readonly type: Type }>,
  'type'
>;

/** Said last, where something was refused. */
export const NOTHING_CHANGED = 'Nothing was changed.';

export const row = (...components: APIComponentInMessageActionRow[]) =>
  ({ type: ComponentType.ActionRow, components }) as const;

export function button(
  label: string,
  id: string,
  { main = false, disabled = false }: { main?: boolean; disabled?: boolean } = {},
): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: main ? ButtonStyle.Primary : ButtonStyle.Secondary,
    label,
    custom_id: id,
    ...(disabled ? { disabled } : {}),
  };
}

/** Opens an address, of at most 512 characters. */
export const linkButton = (label: string, url: string): APIButtonComponentWithURL => ({
  type: ComponentType.Button,
  style: ButtonStyle.Link,
  label,
  url,
});

/** A list of which one is chosen; with `least`, so many or more. What is `default` stands chosen beforehand. */
export function select(
  placeholder: string,
  id: string,
  options: readonly APISelectMenuOption[],
  least?: number,
): APIStringSelectComponent {
  return {
    type: ComponentType.StringSelect,
    placeholder,
    custom_id: id,
    options: [...options],
    ...(least === undefined ? {} : { min_values: least, max_values: options.length }),
  };
}

/** A list of the server's members, of whom up to 25 are chosen, `chosen` beforehand. Discord shows their names. */
export function memberSelect(
  placeholder: string,
  id: string,
  { least, chosen = [] }: { readonly least: number; readonly chosen?: readonly string[] },
): APIUserSelectComponent {
  return {
    type: ComponentType.UserSelect,
    placeholder,
    custom_id: id,
    min_values: least,
    max_values: 25,
    ...(chosen.length > 0
      ? { default_values: chosen.map((user) => ({ id: user, type: SelectMenuDefaultValueType.User })) }
      : {}),
  };
}

const andMore = (all: readonly unknown[], shown: readonly unknown[]) =>
  all.length > shown.length ? [`and ${all.length - shown.length} more`] : [];

/** The first `most` of several things in words; the rest are counted. */
export function firstOf<Thing>(
  things: readonly Thing[],
  most: number,
  inWords: (thing: Thing, place: number) => string,
): string[] {
  const shown = things.slice(0, most).map(inWords);
  return [...shown, ...andMore(things, shown)];
}

/**
 * The first `most` of several members by name, in their order where they are `numbered`; the rest are counted. Empty
 * where none is named. Whether it notifies them is up to the message.
 */
export function people(userIds: readonly string[], most: number, numbered = false): string {
  const shown = userIds.slice(0, most).map((id, place) => `${numbered ? `${place + 1}. ` : ''}<@${id}>`);
  return shown.length === 0 ? '' : [shown.join(', '), ...andMore(userIds, shown)].join(' ');
}

/** "**Maybe (2)**: @Ada, @Ben"; only how many they are where there is room for no name. */
export function peopleUnder(heading: string, ...shown: Parameters<typeof people>): string {
  return [heading, people(...shown)].filter((part) => part !== '').join(': ');
}

/** Who made something; they may have had everything about them erased since. */
export function byWhom(userId: string): string {
  return userId === '' ? 'by somebody who left' : `by <@${userId}>`;
}

/** "Cancelled by @Ada: Ice on the paths", as far as it is known. */
export function cancelledText({
  cancelledBy,
  cancelReason,
}: Pick<Run, 'cancelledBy' | 'cancelReason'>): string[] {
  const reason = cancelReason === null ? [] : [plain(cancelReason)];
  return cancelledBy === null ? reason : [[`Cancelled ${byWhom(cancelledBy)}`, ...reason].join(': ')];
}

/** Small grey lines, as part of a text and as a text of their own. */
export const small = (...lines: readonly string[]) => lines.map((one) => `-# ${one}`).join('\n');
export const smallText = (...lines: readonly string[]) => text(small(...lines));

const LONGEST_QUOTE = 40;

/**
 * What somebody typed, fit to be shown: as code, where Discord reads neither mentions nor markdown, on one line,
 * without characters that are invisible or turn the text around, and not too long.
 */
export function quoted(typed: string): string {
  const seen = visible(typed).replace(/`/g, "'").replace(/\s+/g, ' ').trim();
  const shown = seen.length > LONGEST_QUOTE ? `${cut(seen, LONGEST_QUOTE)}…` : seen;
  return shown === '' ? 'that' : `\`${shown}\``;
}

const visible = (typed: string) => withoutUnseen(typed, ' ').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');

/** What somebody typed, as it may stand in a sentence: one line, nothing invisible, no markup and no mention. */
export function plain(typed: string): string {
  return escapeMarkup(visible(typed).replace(/\s+/g, ' ').trim());
}

/** The same for a text of several lines, of which at most `most` are kept. */
export function plainLines(typed: string, most = 10): string {
  const lines = typed.split('\n').map(plain);
  return lines.filter(Boolean).slice(0, most).join('\n');
}

/** An instant (UTC ms) as each reader sees it in their own zone: `F` in full, `R` counting down, `t` the hour. */
export function instant(at: number, style: 'F' | 'R' | 't' | 'D' = 'F'): string {
  return `<t:${Math.floor(at / 1000)}:${style}>`;
}

export const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;

const orList = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const andList = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "a", "a or b", "a, b or c". */
export const either = (things: readonly string[]) => orList.format(things);

/** "a", "a and b", "a, b and c". */
export const all = (things: readonly string[]) => andList.format(things);

/** Discord's limit on all texts of a message together, in characters. */
export const LONGEST_MESSAGE = 4_000;

/** Kept free in a message for what stands around a list. */
const ROOM_AROUND = 100;

/** The first of several texts, the fullest first, that fits a message `beside` others; undefined where none does. */
export function fullest(texts: readonly (() => string)[], beside: readonly string[]): string | undefined {
  const room = LONGEST_MESSAGE - ROOM_AROUND - beside.join('').length;
  for (const write of texts) {
    const written = write();
    if (written.length < room) return written;
  }
  return undefined;
}

const MOST_LISTED = 10;

/** The first of several things under a heading, as many as fit; the rest are counted. */
export function listCard<Thing>(
  heading: string,
  things: readonly Thing[],
  inWords: (thing: Thing) => string,
) {
  const shorterAndShorter = Array.from(
    { length: MOST_LISTED + 1 },
    (_, less) => () => firstOf(things, MOST_LISTED - less, inWords).join('\n\n'),
  );
  const head = `## ${heading}`;
  return card(COLOURS.calm, [text(head), text(fullest(shorterAndShorter, [head]) ?? '')]);
}

/** The address of a card, as soon as it is posted. */
export const linksTo = ({ guildId, card }: Pick<Run, 'guildId' | 'card'>) =>
  card === null ? [] : [`https://discord.com/channels/${guildId}/${card.channelId}/${card.messageId}`];
