// What the page and the sandbox say to each other, over one WebSocket. Types alone: both sides read this file.

/** Where the page's WebSocket is. */
export type SocketPath = '/page/socket';

/** Discord's markdown, already read. */
export type Text = readonly Span[];
export type Span =
  | string
  | {
      readonly as: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler' | 'quote' | 'small';
      readonly of: Text;
    }
  | { readonly as: 'heading'; readonly level: 1 | 2 | 3; readonly of: Text }
  | { readonly as: 'list'; readonly start: number | null; readonly items: readonly Text[] }
  | { readonly as: 'code'; readonly code: string }
  | { readonly as: 'block'; readonly code: string; readonly language: string }
  | { readonly as: 'break' }
  | { readonly as: 'link'; readonly to: string; readonly of: Text }
  | {
      readonly as: 'mention';
      readonly kind: 'user' | 'role' | 'channel' | 'everyone';
      readonly id: string;
      readonly name: string;
    }
  | { readonly as: 'command'; readonly path: string }
  /** A link to a message of the club, or to a channel where `message` is null; `of` is empty where it has no words. */
  | { readonly as: 'there'; readonly channel: string; readonly message: string | null; readonly of: Text }
  /** `at` in UTC ms; `style` is Discord's letter. */
  | { readonly as: 'time'; readonly at: number; readonly style: string }
  | { readonly as: 'emoji'; readonly name: string };

/** A picture, film or other file; without an address where it stands outside of this machine. */
export interface Media {
  readonly kind: 'image' | 'video' | 'other';
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

/** What a list is filled with: the choices that the bot gave, or the club's people, roles or channels. */
export type ListKind = 'choices' | 'user' | 'role' | 'channel' | 'mentionable';

export interface ListPart {
  readonly is: 'list';
  /** The component's custom id. */
  readonly id: string;
  readonly kind: ListKind;
  readonly placeholder: string;
  readonly choices: readonly Choice[];
  readonly least: number;
  readonly most: number;
  readonly disabled: boolean;
}

export interface ButtonPart {
  readonly is: 'button';
  /** The component's custom id; for a link its address. */
  readonly id: string;
  readonly label: string;
  readonly emoji: string;
  readonly style: 'primary' | 'secondary' | 'success' | 'danger' | 'link';
  readonly disabled: boolean;
}

/** A component of a message. */
export type Part =
  | { readonly is: 'text'; readonly text: Text }
  | { readonly is: 'row'; readonly parts: readonly Part[] }
  | ButtonPart
  | ListPart
  | {
      readonly is: 'container';
      /** As `#rrggbb`. */
      readonly accent: string | null;
      readonly spoiler: boolean;
      readonly parts: readonly Part[];
    }
  | { readonly is: 'section'; readonly parts: readonly Part[]; readonly accessory: Part }
  | { readonly is: 'thumbnail'; readonly media: Media }
  | { readonly is: 'gallery'; readonly items: readonly Media[] }
  | { readonly is: 'separator'; readonly line: boolean; readonly wide: boolean }
  | { readonly is: 'file'; readonly file: PageFile }
  | { readonly is: 'unknown' };

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
  | { readonly is: 'command'; readonly user: string; readonly command: string }
  | { readonly is: 'message'; readonly id: string; readonly author: string; readonly about: Text }
  | { readonly is: 'gone' };

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

export type FieldKind =
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
  readonly kind: FieldKind;
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
    | { readonly is: 'text'; readonly text: Text }
    | { readonly is: 'field'; readonly field: Field }
  )[];
}

export type OptionKind =
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
  readonly kind: OptionKind;
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
  /** Runs a command. In its options `{day 1}` is tomorrow's date, as `2026-12-05`, and `{zone}` the visitor's time zone. */
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
  readonly club: string;
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

/** A file as it goes over the line. */
export interface SentFile {
  readonly filename: string;
  readonly contentType: string;
  readonly base64: string;
}

export type Entered = Readonly<Record<string, string | boolean | SentFile>>;
export type FormValues = Readonly<Record<string, string | boolean | readonly string[] | readonly SentFile[]>>;

/** What the bot's answer asks of the page beside showing messages. */
export interface Outcome {
  readonly kind: 'message' | 'update' | 'modal' | 'thinking' | 'acknowledged' | 'failed';
  readonly form: PageForm | null;
  readonly failure: string | null;
}

/** Something that went over the bot's wire. Bodies are printed for reading, without tokens. */
export interface WireNote {
  /** Grows from note to note in one run of the sandbox. */
  readonly number: number;
  readonly kind: 'event' | 'request';
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

/** Something to go wrong on purpose; `none` calls off what is still to come. */
export type Trouble = 'gateway' | 'error' | 'limit' | 'slow' | 'none';

export type RightName =
  | 'View Channel'
  | 'Send Messages'
  | 'Read Message History'
  | 'Embed Links'
  | 'Attach Files'
  | 'Create Events';

/** Whether the bot may do something. */
export interface Right {
  readonly name: RightName;
  readonly has: boolean;
}

/** What the page asks, and what it gets for it. */
export interface Asks {
  /** Empty names stand for the member whom one begins as, and for the first channel that they see. */
  open: { ask: { member: string; channel: string }; answer: Here };
  older: { ask: { before: string }; answer: { messages: readonly PageMessage[]; older: boolean } };
  commands: { ask: object; answer: readonly Command[] };
  suggest: {
    ask: { path: string; entered: Entered; focused: string };
    answer: readonly { readonly name: string; readonly value: string }[];
  };
  say: { ask: { text: string; files: readonly SentFile[] }; answer: null };
  run: { ask: { path: string; entered: Entered }; answer: Outcome };
  press: { ask: { message: string; button: string }; answer: Outcome };
  choose: { ask: { message: string; list: string; chosen: readonly string[] }; answer: Outcome };
  submit: { ask: { token: string; values: FormValues }; answer: Outcome };
  /** Lets time pass until an instant (UTC ms). */
  pass: { ask: { to: number }; answer: null };
  /** Whether to be told what goes over the bot's wire; the answer has what went over it lately, oldest first. */
  watch: { ask: { on: boolean }; answer: { run: string; notes: readonly WireNote[] } };
  /** Forgets what went over the wire. */
  forget: { ask: object; answer: null };
  /** Makes something go wrong, with requests as often as told. The answer says what, in a sentence. */
  trouble: { ask: { kind: Trouble; times: number }; answer: string };
  /** What the bot may do in a channel, or for an empty name in the whole server. */
  rights: { ask: { where: string }; answer: readonly Right[] };
  /** Gives the bot a right, or takes it. */
  permit: { ask: { where: string; right: RightName; has: boolean }; answer: readonly Right[] };
}

export type Name = keyof Asks;
export type Ask<N extends Name = Name> = { readonly do: N } & Asks[N]['ask'];

/** What the sandbox says by itself. */
export type Told =
  | { readonly told: 'message'; readonly message: PageMessage; readonly fresh: boolean }
  | { readonly told: 'gone'; readonly id: string; readonly channel: string }
  | { readonly told: 'bot'; readonly running: boolean }
  | { readonly told: 'events'; readonly events: readonly PageEvent[] }
  | { readonly told: 'clock'; readonly now: number }
  /** Another state is about to take the place of this one. */
  | { readonly told: 'loading' }
  | { readonly told: 'wire'; readonly note: WireNote }
  | { readonly told: 'answer'; readonly to: number; readonly answer: unknown }
  /** What was asked can't be done, in a sentence for the reader. */
  | { readonly told: 'refused'; readonly to: number; readonly why: string };
