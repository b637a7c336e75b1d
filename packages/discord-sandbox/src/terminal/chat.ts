import { clearScreenDown, createInterface, cursorTo, type Interface } from 'node:readline';
import { MessageFlags } from 'discord-api-types/v10';
import { travel } from '../advance-clock.ts';
import { type Answer, ClientRefusal, type Member } from '../client/member.ts';
import type { Entered } from '../client/options.ts';
import { buttonsOf, selectsOf } from '../client/queries.ts';
import type { SeenMessage, SeenModal } from '../client/views.ts';
import type { Hints, Sandbox } from '../index.ts';
import type { Messages } from '../messages.ts';
import { peopleOf } from '../world/world.ts';
import { type Completion, complete, goingOn } from './complete.ts';
import { drawMessage, drawModal } from './draw.ts';
import { drawMarkdown, harmless, type Look, styled } from './markdown.ts';
import { formValuesIn, labelsIn, readLine } from './typed-line.ts';
import { countdown, instantFor, wallTime } from './when.ts';
import { NO_BREAK, wrapped } from './wrap.ts';

/** The column of the help in which it says what a line does. */
const HELP_COLUMN = 29;

function helpOf({ command, options, button, choice, list }: Hints, other: string, channel: string): string {
  const lines = [
    [command, 'a command; the first option needs no name'],
    [options, 'further options by name; Tab completes'],
    [`:press ${button}`, 'press a button of the latest message that has it'],
    [`:choose ${choice}`, 'choose from a list; several with commas'],
    [`:choose ${list}`, 'what the list of that name is to hold, or nothing'],
    [':submit Field: value; ...', 'send the form that is open'],
    [`:as ${other}`, 'be somebody else; Tab names them'],
    [`#${channel}`, 'go to another channel'],
    [':read', 'show the channel again'],
    [':events', "show the server's events"],
    [':restart', 'start the app anew, without what only you saw'],
    [':clock tomorrow 9:00', 'move time forward; also +2h, 18:30, saturday 7:00'],
    [':quit', 'leave'],
  ];
  return [
    'Talk to the bot as a member of the server would in Discord:',
    ...lines.map(([typed = '', does]) => `  ${typed.padEnd(HELP_COLUMN - 1)} ${does}`),
  ].join('\n');
}

/** After this long without a new message the bot counts as done; after an answer a post may follow. */
const QUIET_MS = 100;

/** How long to wait for a message after a bot has only acknowledged a press. */
const ANNOUNCED_MS = 1_000;

export interface ChatParts {
  readonly sandbox: Sandbox;
  /** Lets the bot look at what is due; called as time is moved. */
  readonly beat: () => Promise<void>;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    hasColors?(): boolean;
  };
  /** Ends the chat while its input goes on. */
  readonly until?: AbortSignal;
}

const USUAL_COLUMNS = 80;

/** Other words for leaving. */
const TO_LEAVE = ['quit', 'exit', 'q'];

interface Action {
  act(rest: string): void | Promise<void>;
  /** What Tab offers after it. */
  offer?(rest: string): Completion;
}

const isLoading = ({ flags }: { readonly flags: number }) => (flags & MessageFlags.Loading) !== 0;

const sameWord = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function onAnyNews(messages: Messages, listener: () => void): () => void {
  messages.on('created', listener).on('updated', listener);
  return () => messages.off('created', listener).off('updated', listener);
}

/** Resolves when nothing has been said for a while; `patienceMs` is how long the first thing may take. */
function quiet(messages: Messages, patienceMs = QUIET_MS): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let timer = setTimeout(resolve, patienceMs);
  const forget = onAnyNews(messages, () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, QUIET_MS);
  });
  return promise.finally(forget);
}

function lookFor({ world, clock }: Sandbox, output: ChatParts['output'], zone: string): Look {
  return {
    plain: !(output.isTTY && output.hasColors?.()),
    wallTime: (instant, counting) => (counting && countdown(instant, clock.now())) || wallTime(instant, zone),
    nameOf(kind, id) {
      if (kind === 'user') return world.users.get(id)?.name;
      return (kind === 'role' ? world.home.roles : world.home.channels).get(id)?.name;
    },
  };
}

/** How a chat ended. `unspoken`: the input was over before anything was said. */
export type ChatEnd = 'well' | 'badly' | 'unspoken';

/**
 * A chat with the sandbox: by hand in a terminal, or from a pipe. Ends when the input does. Tells whether all went
 * well: from a pipe, whether every line could be said and was answered.
 */
export async function chat({ sandbox, beat, input, output, until }: ChatParts): Promise<ChatEnd> {
  const { world, messages, hints } = sandbox;
  const byHand = Boolean(input.isTTY && output.isTTY);
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const look = lookFor(sandbox, output, zone);
  const people = peopleOf(world).map(({ username }) => username);
  let member: Member = sandbox.as(sandbox.visitor);
  let form: SeenModal | undefined;
  let well = true;
  const shown = new Map<string, string>();
  /** Values of suggestions that Tab has offered, by command, option and name. */
  const suggested = new Map<string, string | number>();

  function say(...texts: string[]): void {
    const lines = texts.flatMap((text) => text.split('\n'));
    const fitting = output.isTTY
      ? lines.flatMap((line) => wrapped(line, output.columns || USUAL_COLUMNS))
      : lines;
    if (byHand) {
      // Removes the old prompt and what was typed after it; the next prompt shows that again.
      cursorTo(output, 0);
      clearScreenDown(output);
    }
    output.write(`${fitting.join('\n').replaceAll(NO_BREAK, ' ')}\n`);
  }

  /** What is new or has changed in the open channel since it was last shown. */
  function news(): SeenMessage[] {
    return member.read().filter((message) => {
      // It isn't said again because somebody in it has been met meanwhile.
      const state = JSON.stringify({ ...message, names: undefined });
      const changed = shown.get(message.id) !== state && !isLoading(message);
      if (changed) shown.set(message.id, state);
      return changed;
    });
  }

  function show(fresh: readonly SeenMessage[]): void {
    for (const message of fresh) say(...drawMessage(message, look), '');
  }

  function complain(why: string): void {
    well = false;
    say(harmless(why));
  }

  async function take({ kind, message, modal, failure }: Answer): Promise<void> {
    if (kind === 'failed') complain(`${failure ?? 'No answer'}.`);
    if (modal) {
      form = modal;
      say(...drawModal(modal, look));
    }
    if (kind === 'thinking' && message)
      await member
        .sees((one) => one.id === message.id && !isLoading(one))
        .catch(() => complain(`${message.author.name} is still thinking.`));
    await quiet(messages, kind === 'acknowledged' ? ANNOUNCED_MS : QUIET_MS);
    show(news());
  }

  const buttons = () => member.read().flatMap(buttonsOf);
  const selects = () => member.read().flatMap(selectsOf);
  const unique = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '');
  const amongst = (texts: readonly string[]) =>
    texts.length > 0 ? ` There is ${unique(texts).join(' | ')}.` : '';

  async function press(label: string): Promise<void> {
    const fits = (message: SeenMessage) => buttonsOf(message).filter((one) => sameWord(one.label, label));
    const having = member.read().filter((message) => fits(message).length > 0);
    const message =
      having.findLast((one) => fits(one).some(({ disabled }) => !disabled)) ?? having.findLast(() => true);
    const all = message ? fits(message) : [];
    const button = all.find(({ disabled }) => !disabled) ?? all[0];
    if (!message || !button)
      throw new ClientRefusal(
        `There is no button${label && ` "${label}"`} in #${member.channel}.${amongst(buttons().map((one) => one.label))}`,
      );
    if (button.disabled) throw new ClientRefusal(`The button "${button.label}" is switched off.`);
    await take(await member.press(message, button.customId ?? button.label));
  }

  /** The list that `Who came: ben, leo` names, of the latest message that has it, and what is to be chosen in it. */
  function listNamedIn(text: string) {
    for (const message of member.read().reverse())
      for (const select of selectsOf(message)) {
        const name = `${select.placeholder}:`;
        if (select.placeholder !== '' && sameWord(text.slice(0, name.length), name))
          return { message, select, rest: text.slice(name.length) };
      }
    return undefined;
  }

  async function choose(text: string): Promise<void> {
    const named = listNamedIn(text);
    if (named) {
      const { message, select, rest } = named;
      const labels = select.options.map(({ label }) => label);
      return take(await member.choose(message, select.customId, labelsIn(rest, labels)));
    }
    const wanted = (labels: readonly string[]) => labelsIn(text, labels);
    const labelsOf = ({ options }: ReturnType<typeof selectsOf>[number]) => options.map(({ label }) => label);
    for (const message of member.read().reverse())
      for (const select of selectsOf(message)) {
        const [first, ...others] = wanted(labelsOf(select));
        // A list of people, roles or channels is filled in by Discord, so any name may be in it.
        if (first === undefined || (select.options.length > 0 && !labelsOf(select).includes(first))) continue;
        return take(await member.choose(message, select.customId, [first, ...others]));
      }
    throw new ClientRefusal(
      `There is nothing${text && ` like "${text}"`} to choose in #${member.channel}.${amongst(selects().flatMap(labelsOf))}`,
    );
  }

  async function submit(text: string): Promise<void> {
    if (!form) throw new ClientRefusal('There is no form open.');
    const answer = await member.submit(form, formValuesIn(text, form));
    form = undefined;
    await take(answer);
  }

  function become(who: string): void {
    const name = who.toLowerCase();
    if (!people.includes(name))
      throw new ClientRefusal(
        `${name === '' ? 'Say who to be.' : `Nobody here is called "${who}".`} There are ${people.join(', ')}.`,
      );
    const other = sandbox.as(name);
    member = other.channels().includes(member.channel) ? other.in(member.channel) : other;
    form = undefined;
    say(`You are ${name} now, in #${member.channel}.`);
  }

  function goTo(name: string): void {
    const channel = name.toLowerCase();
    if (!member.channels().includes(channel))
      throw new ClientRefusal(
        `${name === '' ? 'Say which channel.' : `There is no #${name} that ${member.name} can see.`} There is ${member
          .channels()
          .map((one) => `#${one}`)
          .join(', ')}.`,
      );
    member = member.in(channel);
    say(`You are in #${channel} now.`);
    show(news());
  }

  async function moveClock(text: string): Promise<void> {
    const now = sandbox.clock.now();
    if (text === '') return say(`It is ${look.wallTime(now)}.`);
    const instant = instantFor(text, now, zone);
    if (instant === undefined)
      throw new ClientRefusal(
        `I can't read "${text}" as a time. Try tomorrow 9:00, saturday 7:30, 18:30, +2h or 2026-12-05 07:30.`,
      );
    if (instant < now)
      throw new ClientRefusal(`That is over: it is ${look.wallTime(now)}. The clock only moves forward.`);
    await travel(sandbox.clock, instant, beat);
    say(`It is ${look.wallTime(instant)} now.`);
    await quiet(messages);
    show(news());
  }

  function help(): string {
    const other = people.find((name) => name !== member.name) ?? member.name;
    return helpOf(hints, other, member.channels().at(1) ?? member.channel);
  }

  const actions: Readonly<Record<string, Action>> = {
    press: {
      act: press,
      offer: (rest) =>
        goingOn(unique(buttons().flatMap(({ label, disabled }) => (disabled ? [] : [label]))), rest),
    },
    choose: {
      act: choose,
      offer: (rest) =>
        goingOn(unique(selects().flatMap(({ options }) => options.map(({ label }) => label))), rest),
    },
    submit: {
      act: submit,
      offer: (rest) =>
        goingOn(
          (form?.fields ?? []).map(({ label }) => `${label}: `),
          rest.slice(rest.lastIndexOf(';') + 1).trimStart(),
        ),
    },
    as: { act: become, offer: (rest) => goingOn(people, rest) },
    clock: { act: moveClock, offer: (rest) => goingOn(['tomorrow ', 'saturday ', 'sunday '], rest) },
    read: {
      act() {
        shown.clear();
        const all = news();
        if (all.length === 0) say(`Nothing has been said in #${member.channel} yet.`);
        show(all);
      },
    },
    restart: {
      act() {
        member.restartApp();
        form = undefined;
        say('The app has restarted.');
      },
    },
    events: {
      act() {
        const all = member.events();
        if (all.length === 0) say('The server has no events.');
        for (const { name, location, description, startsAt } of all)
          say(
            harmless(name),
            harmless(`${look.wallTime(startsAt)} · ${location}`),
            ...drawMarkdown(description, look),
            '',
          );
      },
    },
    help: { act: () => say(help()) },
    quit: { act: leave },
  };

  /** A suggestion that Tab offered stands for the value that came with it. */
  function meant(path: string, entered: Entered): Entered {
    const values = Object.entries(entered).map(([option, name]) => [
      option,
      suggested.get([path, option, name].join('\n')) ?? name,
    ]);
    return Object.fromEntries(values);
  }

  async function obey(text: string): Promise<void> {
    const line = readLine(text, member.commands(), hints.command);
    switch (line.type) {
      case 'nothing':
        return;
      case 'unknown':
        throw new ClientRefusal(line.why);
      case 'channel':
        return goTo(line.name);
      case 'command':
        return take(await member.run(line.path, meant(line.path, line.entered)));
      case 'action': {
        const name = TO_LEAVE.includes(line.name) ? 'quit' : line.name;
        const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
        if (!action) throw new ClientRefusal(`There is no :${line.name}. :help shows what there is.`);
        await action.act(line.rest);
      }
    }
  }

  const completed = (text: string) =>
    complete(text, {
      member,
      people,
      roles: [...world.home.roles.values()].map(({ name }) => name),
      actions: Object.fromEntries(
        Object.entries(actions).map(([name, { offer }]) => [name, (rest) => offer?.(rest) ?? [[], '']]),
      ),
      onSuggested: (path, option, name, value) => suggested.set([path, option, name].join('\n'), value),
    });

  const lines: Interface = createInterface({
    input,
    ...(byHand
      ? {
          output,
          completer: (text: string, done: (error: null, result: Completion) => void) =>
            // If the line could not be sent as it is, nothing is offered.
            completed(text).then(
              (result) => done(null, result),
              () => done(null, [[], text]),
            ),
        }
      : {}),
  });

  function prompt(): void {
    if (!byHand) return;
    lines.setPrompt(
      `${styled(look, 'green', member.name)} in ${styled(look, 'green', `#${member.channel}`)}> `,
    );
    lines.prompt(true);
  }

  /** Shows what the bot says by itself above the line that is being typed. */
  function interrupt(): void {
    const fresh = news();
    if (fresh.length === 0) return;
    const typed = lines.line;
    lines.write(null, { ctrl: true, name: 'e' });
    lines.write(null, { ctrl: true, name: 'u' });
    show(fresh);
    prompt();
    lines.write(typed);
  }

  let leaving = false;
  function leave(): void {
    leaving = true;
    lines.close();
  }
  until?.addEventListener('abort', leave, { once: true });

  let busy = false;
  const stopListening = onAnyNews(messages, () => {
    // Answers to what was typed are shown after it is done.
    if (busy) return;
    if (byHand) interrupt();
    else show(news());
  });
  // The reader of a pipe may stop early, as `head` does.
  output.on('error', leave);
  let ended = false;
  lines.on('close', () => {
    ended = true;
  });

  if (byHand) {
    say(`Type ${hints.command} to begin, or :help.`, '');
    prompt();
  }
  let spoken = byHand;
  for await (const text of lines) {
    spoken = true;
    busy = true;
    try {
      await obey(text);
    } catch (error) {
      if (!(error instanceof ClientRefusal)) throw error;
      complain(error.message);
    }
    busy = false;
    if (leaving) break;
    if (!ended) prompt();
  }
  stopListening();
  // Ctrl-C and Ctrl-D leave the cursor behind the prompt.
  if (byHand && !leaving) output.write('\n');
  if (!spoken) return 'unspoken';
  return byHand || well ? 'well' : 'badly';
}
