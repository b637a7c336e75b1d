import { createInterface, type Interface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { MessageFlags } from 'discord-api-types/v10';
import type { FormValues } from '../client/fields.ts';
import { buttonsOf, selectsOf } from '../client/look.ts';
import { type Answer, ClientRefusal, type Member } from '../client/member.ts';
import type { SeenMessage, SeenModal } from '../client/seen.ts';
import type { Sandbox } from '../index.ts';
import { drawMessage, drawModal } from './draw.ts';
import { commandIn, focusIn, readLine } from './line.ts';
import { type Look, styled } from './markdown.ts';
import { instantFor, wallTime } from './when.ts';

const HELP = `Talk to the bot as a member of the club would in Discord:
  /stretch hamstrings           a command; the first option needs no name
  /stretch calves minutes: 3    further options by name; Tab completes
  :press Another routine        press a button of the latest message that has it
  :choose Marathon              choose from a list; several with commas
  :submit Field: value; ...     send the form that is open
  :as leader                    be somebody else: admin, leader or a member
  #group-runs                   go to another channel
  :read                         show the channel again
  :clock tomorrow 9:00          move time forward: also +2h, 18:30, saturday 7:00
  :quit                         leave`;

/** After an answer more may follow at once, such as a post for the channel; a script shouldn't leave before. */
const MORE_MAY_FOLLOW_MS = 60;

export interface ChatParts {
  readonly sandbox: Sandbox;
  readonly input: ReadStream | NodeJS.ReadableStream;
  readonly output: WriteStream | NodeJS.WritableStream;
}

/**
 * A chat with the sandbox: by hand in a terminal, or from a pipe. Ends when the input does. Tells whether every line
 * could be said and was answered.
 */
export async function chat({ sandbox, input, output }: ChatParts): Promise<boolean> {
  const byHand = 'isTTY' in input && input.isTTY === true;
  const plain =
    !('isTTY' in output && output.isTTY === true) || Boolean('hasColors' in output && !output.hasColors());
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { world } = sandbox;
  const look: Look = {
    plain,
    wallTime: (instant) => wallTime(instant, zone),
    nameOf(kind, id) {
      if (kind === 'user') return world.users.get(id)?.name;
      return (kind === 'role' ? world.home.roles : world.home.channels).get(id)?.name;
    },
  };
  let member: Member = sandbox.as('leader');
  let form: SeenModal | undefined;
  let well = true;
  const shown = new Map<string, string>();
  const say = (...lines: string[]) => void output.write(`${lines.join('\n')}\n`);

  /** Shows what is new or has changed in the open channel. */
  function showNews(): boolean {
    const news = member.read().filter((message) => {
      const state = JSON.stringify(message);
      const changed = shown.get(message.id) !== state;
      shown.set(message.id, state);
      return changed && (message.flags & MessageFlags.Loading) === 0;
    });
    for (const message of news) say(...drawMessage(message, look), '');
    return news.length > 0;
  }

  async function show(answer: Answer): Promise<void> {
    const { kind, message, modal, failure } = answer;
    if (kind === 'failed') {
      well = false;
      say(`${failure ?? 'No answer'}.`);
    }
    if (modal) {
      form = modal;
      say(...drawModal(modal, look));
    }
    if (kind === 'thinking' && message)
      await member.sees(({ id, flags }) => id === message.id && (flags & MessageFlags.Loading) === 0);
    if (!byHand) await new Promise((resolve) => setTimeout(resolve, MORE_MAY_FOLLOW_MS));
    showNews();
  }

  function latest(fits: (message: SeenMessage) => boolean, otherwise: string): SeenMessage {
    const found = member.read().findLast(fits);
    if (!found) throw new ClientRefusal(otherwise);
    return found;
  }

  const actions: Readonly<Record<string, (rest: string) => void | Promise<void>>> = {
    help: () => say(HELP),
    read() {
      shown.clear();
      if (!showNews()) say(`Nothing has been said in #${member.channel} yet.`);
    },
    as(name) {
      try {
        member = sandbox.as(name);
      } catch {
        throw new ClientRefusal(
          `Nobody here is called "${name}". There are ${['admin', 'leader', ...world.plainMembers()].join(', ')}.`,
        );
      }
      say(`You are ${name} now, in #${member.channel}.`);
    },
    clock(text) {
      const now = sandbox.clock.now();
      if (text === '') return say(`It is ${look.wallTime(now)}.`);
      const instant = instantFor(text, now, zone);
      if (instant === undefined)
        throw new ClientRefusal(
          `I can't read "${text}" as a time. Try tomorrow 9:00, saturday 7:30, 18:30, +2h or 2026-12-05 07:30.`,
        );
      if (instant < now)
        throw new ClientRefusal(`That is over: it is ${look.wallTime(now)}. The clock only moves forward.`);
      sandbox.clock.set(instant);
      say(`It is ${look.wallTime(instant)} now.`);
    },
    async press(label) {
      const named = (wanted: string) => wanted.toLowerCase() === label.toLowerCase();
      const message = latest(
        (one) => buttonsOf(one).some((button) => named(button.label)),
        `There is no button "${label}" in #${member.channel}.`,
      );
      const button = buttonsOf(message).find((one) => named(one.label));
      await show(await member.press(message, button?.label ?? label));
    },
    async choose(text) {
      const wanted = text.split(',').map((one) => one.trim());
      const holds = (message: SeenMessage) =>
        selectsOf(message).find(({ options }) =>
          options.some(({ label }) => label.toLowerCase() === wanted[0]?.toLowerCase()),
        );
      const message = latest(
        (one) => holds(one) !== undefined,
        `There is no "${text}" to choose in #${member.channel}.`,
      );
      const select = holds(message);
      const labels = wanted.map(
        (one) => select?.options.find(({ label }) => label.toLowerCase() === one.toLowerCase())?.label ?? one,
      );
      await show(await member.choose(message, select?.customId ?? '', labels));
    },
    async submit(text) {
      if (!form) throw new ClientRefusal('There is no form open.');
      const values: Record<string, FormValues[string]> = {};
      for (const part of text.split(';').filter((one) => one.trim() !== '')) {
        const [label = '', ...value] = part.split(':');
        const field = form.fields.find((one) => one.label.toLowerCase() === label.trim().toLowerCase());
        const entered = value.join(':').trim();
        const several = field?.kind === 'many' ? entered.split(',').map((one) => one.trim()) : entered;
        values[field?.label ?? label.trim()] = field?.kind === 'tick' ? entered === 'yes' : several;
      }
      const answer = await member.submit(form, values);
      form = undefined;
      await show(answer);
    },
  };

  async function obey(text: string): Promise<void> {
    const line = readLine(text, member.commands());
    switch (line.type) {
      case 'nothing':
        return;
      case 'unknown':
        throw new ClientRefusal(line.why);
      case 'channel':
        member = member.in(line.name);
        say(`You are in #${member.channel} now.`);
        showNews();
        return;
      case 'command':
        return show(await member.run(line.path, line.entered));
      case 'action': {
        const action = Object.hasOwn(actions, line.name) ? actions[line.name] : undefined;
        if (!action) throw new ClientRefusal(`There is no :${line.name}. :help shows what there is.`);
        await action(line.rest);
      }
    }
  }

  async function complete(text: string): Promise<[string[], string]> {
    const words = [...Object.keys(actions), 'quit'].map((name) => `:${name}`);
    if (text.startsWith(':as '))
      return [
        ['admin', 'leader', ...world.plainMembers()]
          .map((name) => `:as ${name}`)
          .filter((one) => one.startsWith(text)),
        text,
      ];
    if (text.startsWith(':')) return [words.filter((one) => one.startsWith(text)), text];
    if (text.startsWith('#'))
      return [
        member
          .channels()
          .map((name) => `#${name}`)
          .filter((one) => one.startsWith(text)),
        text,
      ];
    const commands = member.commands();
    const found = commandIn(text.slice(1), commands);
    if (!found || (found.rest === '' && !text.endsWith(' ')))
      return [commands.map(({ path }) => `/${path} `).filter((one) => one.startsWith(text)), text];
    const focus = focusIn(found.rest, found.spoken);
    const option = found.spoken.options.find(({ name }) => name === focus?.name);
    if (!focus || !option) return [[], text];
    const fixed = 'choices' in option ? (option.choices ?? []) : [];
    const suggested =
      'autocomplete' in option && option.autocomplete
        ? await member.suggest(found.spoken.path, { [focus.name]: focus.typed }, focus.name)
        : [];
    const values = [
      ...fixed.filter(({ name }) => name.startsWith(focus.typed)).map(({ name }) => name),
      ...suggested.map(({ value }) => String(value)),
    ];
    return [values, focus.typed];
  }

  const lines: Interface = createInterface({
    input,
    ...(byHand
      ? {
          output,
          completer: (text: string, done: (error: null, result: [string[], string]) => void) =>
            complete(text).then(
              (result) => done(null, result),
              () => done(null, [[], text]),
            ),
        }
      : {}),
  });
  const prompt = () => {
    lines.setPrompt(
      `${styled(look, 'green', member.name)} in ${styled(look, 'green', `#${member.channel}`)}> `,
    );
    if (byHand) lines.prompt(true);
  };
  let busy = false;
  const whenAnythingIsSaid = () => {
    // What was asked for is shown in its turn; this is for what the bot says by itself.
    if (busy || !byHand) return;
    say('');
    showNews();
    prompt();
  };
  sandbox.messages.on('created', whenAnythingIsSaid).on('updated', whenAnythingIsSaid);

  if (byHand) {
    say('Type /stretch hamstrings to begin, or :help.', '');
    prompt();
  }
  for await (const text of lines) {
    if (/^:(quit|exit|q)$/.test(text.trim())) break;
    busy = true;
    try {
      await obey(text);
    } catch (error) {
      if (!(error instanceof ClientRefusal)) throw error;
      well = false;
      say(error.message);
    }
    busy = false;
    prompt();
  }
  lines.close();
  return well;
}
