// What the page and the sandbox say to each other, over one WebSocket. Types alone: both sides read this file.

import type { z } from 'zod';
import type { ConditionState } from '../conditions.ts';
import type { entered, formValues, pageRequest, rightName, sentFile, trouble } from './requests.ts';

/** Discord's markdown, already read. */
export type Text = readonly Span[];
export type Span =
  | string
  | {
      readonly type: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler' | 'quote' | 'small';
      readonly of: Text;
    }
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly of: Text }
  | { readonly type: 'list'; readonly start: number | null; readonly items: readonly Text[] }
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'block'; readonly code: string; readonly language: string }
  | { readonly type: 'break' }
  | { readonly type: 'link'; readonly to: string; readonly of: Text }
  | {
      readonly type: 'mention';
      /** What is mentioned. */
      readonly of: 'user' | 'role' | 'channel' | 'everyone';
      readonly id: string;
      readonly name: string;
    }
  | { readonly type: 'command'; readonly path: string }
  /**
   * A link to a message of the server, or to a channel where `message` is null; `of` is empty where it has no words.
   */
  | { readonly type: 'there'; readonly channel: string; readonly message: string | null; readonly of: Text }
  /** `at` in UTC ms; `style` is Discord's letter. */
  | { readonly type: 'time'; readonly at: number; readonly style: string }
  | { readonly type: 'emoji'; readonly name: string };

/** A picture, video or other file. It has no address if it isn't on this machine, or, as `missing`, nowhere. */
export interface Media {
  readonly type: 'image' | 'video' | 'other' | 'missing';
  /** Whether it is a picture that moves by itself. */
  readonly moving: boolean;
  readonly name: string;
  readonly url: string | null;
  readonly description: string;
  readonly spoiler: boolean;
}

export interface PageFile extends Media {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

export interface Choice {
  readonly label: string;
  readonly value: string;
  readonly description: string;
  readonly emoji: string;
  readonly chosen: boolean;
}

/** What a list is filled with: the choices that the bot gave, or the server's people, roles or channels. */
export type ListContent = 'choices' | 'user' | 'role' | 'channel' | 'mentionable';

export interface ListPart {
  readonly type: 'list';
  /** The component's custom id. */
  readonly id: string;
  readonly of: ListContent;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly least: number;
  readonly most: number;
  readonly disabled: boolean;
}

export interface ButtonPart {
  readonly type: 'button';
  /** The component's custom id; for a link its address. */
  readonly id: string;
  readonly label: string;
  readonly emoji: string;
  readonly style: 'primary' | 'secondary' | 'success' | 'danger' | 'link';
  readonly disabled: boolean;
}

/** A component of a message. */
export type Part =
  | { readonly type: 'text'; readonly text: Text }
  | { readonly type: 'row'; readonly parts: readonly Part[] }
  | ButtonPart
  | ListPart
  | {
      readonly type: 'container';
      /** As `#rrggbb`. */
      readonly accent: string | null;
      readonly spoiler: boolean;
      readonly parts: readonly Part[];
    }
  | { readonly type: 'section'; readonly parts: readonly Part[]; readonly accessory: Part }
  | { readonly type: 'thumbnail'; readonly media: Media }
  | { readonly type: 'gallery'; readonly items: readonly Media[] }
  | { readonly type: 'separator'; readonly line: boolean; readonly wide: boolean }
  | { readonly type: 'file'; readonly file: PageFile }
  | { readonly type: 'unknown' };

export interface PageEmbed {
  readonly accent: string | null;
  readonly author: string;
  readonly title: Text;
  readonly to: string | null;
  readonly text: Text;
  readonly fields: readonly { readonly name: Text; readonly value: Text; readonly inline: boolean }[];
  readonly image: Media | null;
  readonly thumbnail: Media | null;
  readonly footer: string;
  /** UTC ms. */
  readonly at: number | null;
}

/** What a message answers: a command, or another message whose button was pressed; that may be gone. */
export type Answered =
  | { readonly type: 'command'; readonly user: string; readonly command: string }
  | { readonly type: 'message'; readonly id: string; readonly author: string; readonly about: Text }
  | { readonly type: 'gone' };

/** One of the server's own events. Instants in UTC ms. */
export interface PageEvent {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly about: Text;
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface PageMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: { readonly id: string; readonly name: string; readonly bot: boolean };
  /** UTC ms. */
  readonly at: number;
  readonly edited: boolean;
  readonly ephemeral: boolean;
  readonly thinking: boolean;
  readonly text: Text;
  readonly embeds: readonly PageEmbed[];
  readonly parts: readonly Part[];
  /** Files that no component shows. */
  readonly files: readonly PageFile[];
  readonly answers: Answered | null;
  /** Whether it notified the reader. */
  readonly pingsMe: boolean;
}

type FieldType =
  | 'text'
  | 'one'
  | 'many'
  | 'tick'
  | 'file'
  | 'list'
  | 'user'
  | 'role'
  | 'channel'
  | 'mentionable';

/** A field of a form. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly least: number;
  readonly most: number;
  readonly long: boolean;
  readonly placeholder: string;
  /** What stands in it at first. */
  readonly value: string;
  readonly ticked: boolean;
  readonly choices: readonly Choice[];
}

export interface PageForm {
  /** Names the form when it is sent. */
  readonly token: string;
  readonly title: string;
  readonly parts: readonly (
    | { readonly type: 'text'; readonly text: Text }
    | { readonly type: 'field'; readonly field: Field }
  )[];
}

export type OptionType =
  | 'text'
  | 'whole'
  | 'number'
  | 'boolean'
  | 'user'
  | 'channel'
  | 'role'
  | 'mentionable'
  | 'file';

export interface CommandOption {
  readonly name: string;
  readonly description: string;
  readonly type: OptionType;
  readonly required: boolean;
  readonly suggests: boolean;
  readonly choices: readonly { readonly name: string; readonly value: string }[];
  /** Of a number, or of a text's length. */
  readonly least: number | null;
  readonly most: number | null;
}

export interface Command {
  /** Such as `recovery tip`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly CommandOption[];
}

export interface PageChannel {
  readonly id: string;
  readonly name: string;
  readonly writable: boolean;
}

export interface PageMember {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly bot: boolean;
}

/** Something that the tour does; a visitor could do the same. */
export type TourAct =
  /** Becomes a member, and goes to a channel. */
  | { readonly type: 'be'; readonly member: string; readonly channel: string }
  /**
   * Runs a command. In its options `{day 1}` is tomorrow's date, as `2026-12-05`, and `{zone}` the visitor's time
   * zone.
   */
  | { readonly type: 'run'; readonly command: string; readonly options: Readonly<Record<string, string>> }
  /** Presses a button of the newest message in the channel that has it; waits for such a message if need be. */
  | { readonly type: 'press'; readonly label: string }
  /** Lets time pass until an hour of a day: day 0 is today where the visitor is. */
  | { readonly type: 'pass'; readonly day: number; readonly hour: number }
  /** Goes to the first of these channels that has something new, or else to the last. */
  | { readonly type: 'goToNews'; readonly channels: readonly string[] };

/** What the tour shows by one press. */
export interface TourStep {
  readonly title: string;
  readonly words: string;
  /** The path of a command; where the bot hasn't got it, the step is left out. */
  readonly needs: string;
  readonly acts: readonly TourAct[];
}

/** The place as one member sees it. */
export interface Here {
  /** What the bot's application is called. */
  readonly application: string;
  readonly tour: readonly TourStep[];
  readonly server: string;
  readonly me: string;
  readonly channel: string;
  readonly channels: readonly PageChannel[];
  readonly members: readonly PageMember[];
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  /** The next first. */
  readonly events: readonly PageEvent[];
  readonly messages: readonly PageMessage[];
  /** Whether there are older ones. */
  readonly older: boolean;
  /** Whether a bot is connected. */
  readonly bot: boolean;
  /** UTC ms. */
  readonly now: number;
  /** What to say while the sandbox is gone. */
  readonly parting: string;
  /** Tells one version of the page from another. */
  readonly code: string;
}

export type SentFile = Readonly<z.infer<typeof sentFile>>;
export type SentOptions = Readonly<z.infer<typeof entered>>;
export type SentValues = Readonly<z.infer<typeof formValues>>;
export type Trouble = z.infer<typeof trouble>;
export type RightName = z.infer<typeof rightName>;

/** What the bot's answer asks of the page beside showing messages. */
export interface Outcome {
  readonly type: 'message' | 'update' | 'modal' | 'thinking' | 'acknowledged' | 'failed';
  readonly form: PageForm | null;
  readonly failure: string | null;
}

/** Something that went over the bot's wire. Bodies are printed for reading, without tokens. */
export interface WireNote {
  /** Grows from note to note in one run of the sandbox. */
  readonly number: number;
  readonly type: 'event' | 'request';
  /** Such as `MESSAGE_CREATE` or `POST /channels/1/messages`. */
  readonly title: string;
  /** Of a request. */
  readonly status: number | null;
  /** Of an event its data, of a request its body. */
  readonly sent: string;
  /** Of a request the answer's body. */
  readonly received: string;
  /** What Discord's schema or documentation forbids in it, a fault a line; empty where nothing. */
  readonly wrong: string;
  /** UTC ms by the sandbox's clock. */
  readonly at: number;
}

/** Whether somebody is in the server. `stays`: its owner can't leave. */
export interface Presence extends Pick<PageMember, 'username' | 'name' | 'bot'> {
  readonly here: boolean;
  readonly stays: boolean;
}

/** Whether the bot may do something. */
export interface Right {
  readonly name: RightName;
  readonly has: boolean;
}

export type RequestType = z.infer<typeof pageRequest>['type'];
/** What the page asks. */
export type PageRequest<T extends RequestType = RequestType> = Extract<
  z.infer<typeof pageRequest>,
  { readonly type: T }
>;

/** What the page gets for what it asks. */
export interface Replies {
  open: Here;
  older: { messages: readonly PageMessage[]; older: boolean };
  commands: readonly Command[];
  suggest: readonly { readonly name: string; readonly value: string }[];
  say: null;
  run: Outcome;
  press: Outcome;
  choose: Outcome;
  submit: Outcome;
  leave: null;
  pass: null;
  /** What went over the bot's wire lately, oldest first. */
  watch: { run: string; notes: readonly WireNote[] };
  forget: null;
  /** What goes wrong, in a sentence. */
  trouble: string;
  conditions: readonly ConditionState[];
  switch: readonly ConditionState[];
  presences: readonly Presence[];
  presence: readonly Presence[];
  rights: readonly Right[];
  permit: readonly Right[];
}

/** What the sandbox says: of itself, or for what was asked. */
export type ServerMessage =
  | { readonly type: 'message'; readonly message: PageMessage; readonly fresh: boolean }
  | { readonly type: 'gone'; readonly id: string; readonly channel: string }
  | { readonly type: 'bot'; readonly running: boolean }
  | { readonly type: 'events'; readonly events: readonly PageEvent[] }
  | { readonly type: 'clock'; readonly now: number }
  /** Another state is about to take the place of this one. */
  | { readonly type: 'loading' }
  | { readonly type: 'wire'; readonly note: WireNote }
  | { readonly type: 'answer'; readonly to: number; readonly answer: unknown }
  /** What was asked can't be done, in a sentence for the reader. */
  | { readonly type: 'refused'; readonly to: number; readonly why: string };
