import { once } from 'node:events';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ComponentType } from 'discord.js';
import type { SeenMessage } from 'discord-sandbox';
import { type Component, flatten, selectsOf, textOf } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { button, COLOURS, card, row, text } from '../../src/discord/messages/components.ts';
import { secondsFor } from '../../src/domain/exercise.ts';
import { readPictureIndex } from '../../src/pictures/picture-index.ts';
import { openClub } from './club.ts';
import { forging } from './forging.ts';
import { DAY, MINUTE } from './run-club.ts';
import { said, shown } from './said.ts';
import { endOf, labelsOf, nowOf, playThrough, startSession, stillThere, toNextStep } from './session-club.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const content = loadContent(data);
const pictures = readPictureIndex(join(data, 'pictures'));
const SECOND = 1_000;

const RUNNING = ['Pause', 'Skip', 'It hurts', 'Stop'];
const GETTING_READY = ['Start now', ...RUNNING];
const PAUSED = ['Go on', 'Skip', 'It hurts', 'Stop'];

/** The exercise that a step shows. */
const exerciseOf = ({ attachments }: SeenMessage) => {
  const [, id] = /^(.+?)(-left)?\.(png|gif)$/.exec(attachments[0]?.filename ?? '') ?? [];
  const found = content.exercises.find((one) => one.id === id);
  if (!found) throw new Error(`No exercise is called ${id}`);
  return found;
};

const gettingIntoPlace = (message: SeenMessage) => textOf(message).includes('**Get into place.**');

const galleriesOf = (message: SeenMessage) =>
  flatten(message.components as unknown as Component[])
    .map(([component]) => component)
    .filter(({ type }) => type === ComponentType.MediaGallery);

/** A button as it may still stand on a member's screen when the session is over. */
const lateButton = card(COLOURS.calm, [text('Late')], row(button('1 hurts', 'stretch:session:1:hurts:0')));

/** A club in which Ben has a session going. */
async function clubInSession(request?: Parameters<typeof startSession>[1], options = {}) {
  const club = await openClub(options);
  const ben = club.sandbox.as('ben');
  const message = await startSession(ben, request);
  return { ...club, ben, message };
}

describe('a guided session', () => {
  it('plays the whole routine in one message that only the member sees, and ends with Done', async () => {
    const { ben, message, ...club } = await clubInSession({ muscle: 'hamstrings', minutes: 5 });
    const startedAt = club.sandbox.clock.now();
    expect(message.ephemeral).toBe(true);
    expect(labelsOf(message)).toEqual(GETTING_READY);
    const steps = await playThrough(club, ben, message);

    const [first, ...rest] = steps;
    const last = rest.pop();
    if (!first || !last) throw new Error('There was no session');
    expect(textOf(first)).toMatch(/Exercise 1 of 2\n[\s\S]*\*\*Get into place\.\*\* Starts <t:\d+:R>/);
    expect(textOf(first)).toContain('Then: left leg in the strap, hold 30 s');
    expect(rest.slice(0, 4).map((one) => /### (.+)/.exec(textOf(one))?.[1])).toEqual([
      'Left leg in the strap: hold 30 s',
      'Change sides: right leg in the strap, hold 30 s',
      'Change sides: left leg in the strap, hold 30 s',
      'Change sides: right leg in the strap, hold 30 s',
    ]);
    // The picture is of the side that is spoken of.
    expect([first, ...rest.slice(0, 3)].map(({ attachments }) => attachments[0]?.filename)).toEqual([
      'ham-strap-left.png',
      'ham-strap-left.png',
      'ham-strap.png',
      'ham-strap-left.png',
    ]);
    for (const step of [first, ...rest]) {
      const { id, name, setUp, steps: cues, caution } = exerciseOf(step);
      const explained = [
        name,
        setUp,
        ...cues,
        `Caution: ${caution}`,
        'A mild pull or firm pressure, never pain',
      ];
      for (const words of explained) expect(textOf(step).includes(words)).toBe(gettingIntoPlace(step));
      expect(textOf(step)).toMatch(/(next|then): /i);
      expect(labelsOf(step)).toEqual(gettingIntoPlace(step) ? GETTING_READY : RUNNING);
      expect(galleriesOf(step)).toHaveLength(1);
      expect(step.attachments.map(({ description }) => description)).toEqual([pictures[id]?.alt]);
    }

    const took = [...new Set([first, ...rest].map(exerciseOf))].reduce(
      (sum, one) => sum + secondsFor(one, one.dose.usual),
      0,
    );
    expect(club.sandbox.clock.now() - startedAt).toBeGreaterThanOrEqual(took * SECOND);
    expect(club.sandbox.clock.now() - startedAt).toBeLessThan((took + 5) * SECOND);
    expect(textOf(last)).toMatch(/Well done\nYou took 4½ min for yourself\. This week: 1 session\./);
    expect(labelsOf(last)).toEqual(['Done']);
    expect(last.attachments).toEqual([]);
    const gone = once(club.sandbox.messages, 'deleted');
    await ben.press(last, 'Done');
    await gone;
    expect(nowOf(ben, message)).toBeUndefined();
  });

  it('moves on by itself when a step is over, without waiting for the minute’s beat', async () => {
    const { ben, message, sandbox } = await clubInSession(undefined, { still: false });
    const end = endOf(message) ?? 0;
    await ben.press(message, 'Start now');
    const work = stillThere(ben, message);
    expect((endOf(work) ?? 0) % SECOND).toBe(0);
    expect(endOf(work)).not.toBe(end);
    // All but a moment of the hold is over; the rest passes by the machine's clock, on a timer.
    const over = endOf(work) ?? 0;
    sandbox.clock.set(over - 300);
    await startSession(sandbox.as('grace'));
    const next = await ben.sees((one) => one.id === message.id && endOf(one) !== over);
    expect(next.editedAt ?? 0).toBeGreaterThanOrEqual(over);
    expect((next.editedAt ?? 0) - over).toBeLessThan(20 * SECOND);
  });
});

/** The session's number, as its buttons carry it. */
function idOf(message: SeenMessage): string {
  const [, id] = /stretch:session:(\d+):/.exec(JSON.stringify(message.components)) ?? [];
  return id ?? '';
}

describe('Pause', () => {
  it('holds everything for as long as it takes, and Go on takes up the rest', async () => {
    const { ben, message, sandbox, beat } = await clubInSession();
    await ben.press(message, 'Start now');
    const end = endOf(stillThere(ben, message)) ?? 0;
    sandbox.clock.set(end - 10 * SECOND);
    const paused = shown(await ben.press(message, 'Pause'));
    expect(textOf(paused)).toContain('Paused.');
    expect(labelsOf(paused)).toEqual(PAUSED);
    // Longer than Discord's token holds.
    sandbox.clock.advance(20 * MINUTE);
    await beat();
    expect(stillThere(ben, message)).toEqual(paused);
    const on = shown(await ben.press(message, 'Go on'));
    // The rest, five seconds to get back into place, and up to one to begin on a whole second.
    const left = (endOf(on) ?? 0) - sandbox.clock.now();
    expect(left).toBeGreaterThan(14 * SECOND);
    expect(left).toBeLessThanOrEqual(16 * SECOND);
    expect(exerciseOf(on)).toEqual(exerciseOf(paused));
  });

  it('pressed twice is pressed once', async () => {
    const { ben, message } = await clubInSession();
    const [one, two] = await Promise.all([ben.press(message, 'Pause'), ben.press(message, 'Pause')]);
    expect(said(one)).toBe(said(two));
    expect(textOf(stillThere(ben, message))).toContain('Paused.');
  });
});

describe('Skip', () => {
  it('goes on to the next exercise, and pressed twice at once not to the one after it', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 10 });
    await Promise.all([ben.press(message, 'Skip'), ben.press(message, 'Skip')]);
    expect(textOf(stillThere(ben, message))).toContain('Exercise 2 of');
  });

  it('of everything ends kindly, and counts nothing', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 5 });
    while (labelsOf(stillThere(ben, message)).includes('Skip'))
      await ben.press(stillThere(ben, message), 'Skip');
    const last = stillThere(ben, message);
    expect(textOf(last)).toContain('Stopping is always fine');
    expect(labelsOf(last)).toEqual(['Done']);
    expect(said(await ben.run('me overview'))).toContain('So far: 0 sessions');
  });
});

describe('Stop', () => {
  it('after an exercise counts what was done; before that there is nothing to count', async () => {
    const { ben, message, ...club } = await clubInSession({ muscle: 'calves', minutes: 5 });
    let now = message;
    while (exerciseOf(now) === exerciseOf(message)) now = await toNextStep(club, ben, message);
    const stopped = shown(await ben.press(now, 'Stop'));
    expect(textOf(stopped)).toContain('Well done');
    expect(said(await ben.run('me overview'))).toContain('So far: 1 session,');
    expect(said(await ben.press(await startSession(ben), 'Stop'))).toContain('nothing to count');
  });
});

describe('two presses that end it', () => {
  it('count once, and say the same', async () => {
    const { ben, message, ...club } = await clubInSession({ muscle: 'calves', minutes: 5 });
    let now = message;
    while (exerciseOf(now) === exerciseOf(message)) now = await toNextStep(club, ben, message);
    const [one, two] = await Promise.all([ben.press(now, 'Stop'), ben.press(now, 'Stop')]);
    expect(said(one)).toContain('Well done');
    expect(said(two)).toBe(said(one));
    expect(said(await ben.run('me overview'))).toContain('So far: 1 session,');
  });
});

describe('It hurts', () => {
  it('stops, shows the caution and the signs, and offers an easier way, another exercise, or none', async () => {
    const { ben, message, sandbox, beat } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const exercise = exerciseOf(message);
    await ben.press(message, 'Start now');
    const hurt = shown(await ben.press(stillThere(ben, message), 'It hurts'));
    expect(textOf(hurt)).toContain(`Caution: ${exercise.caution}`);
    expect(textOf(hurt)).toContain('swollen, warm and tender');
    expect(textOf(hurt)).toContain(exercise.easier.text);
    expect(labelsOf(hurt)).toEqual(['Easier variant', 'Another exercise', 'Leave it out', 'Stop']);
    // Read aloud, the signs come before whatever there is to go on with.
    const parts = flatten(hurt.components as unknown as Component[]).map(([component]) => component);
    expect(parts.findIndex(({ type }) => type === ComponentType.StringSelect)).toBeLessThan(
      parts.findIndex((part) => String(part['content']).includes('Easier variant')),
    );
    const [signs] = selectsOf(hurt);
    expect(signs?.options.map(({ label }) => label).join('\n')).toMatch(/One calf or thigh swollen.*snap/s);
    sandbox.clock.advance(5 * MINUTE);
    await beat();
    expect(stillThere(ben, message)).toEqual(hurt);

    const easier = shown(await ben.press(hurt, 'Easier variant'));
    expect(labelsOf(easier)).toEqual(GETTING_READY);
    expect(textOf(easier)).toContain('Exercise 1 of');
    if (exercise.easier.exercise === undefined)
      expect(textOf(easier)).toContain(`Easier:** ${exercise.easier.text}`);
  });

  it('takes another exercise for the same muscle in its place', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const hurt = shown(await ben.press(message, 'It hurts'));
    const [, promised] = /Another exercise:\*\* (.+)/.exec(textOf(hurt)) ?? [];
    const other = shown(await ben.press(hurt, 'Another exercise'));
    expect(exerciseOf(other).name).toBe(promised);
    expect(exerciseOf(other).muscle).toBe('calves');
    expect(exerciseOf(other)).not.toEqual(exerciseOf(message));
    expect(textOf(other)).toContain('Exercise 1 of');
  });

  it('goes on without it, or ends', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const hurt = shown(await ben.press(message, 'It hurts'));
    expect(textOf(shown(await ben.press(hurt, 'Leave it out')))).toContain('Exercise 2 of');
    const again = shown(await ben.press(stillThere(ben, message), 'It hurts'));
    expect(textOf(shown(await ben.press(again, 'Stop')))).toContain('Stopping is always fine');
  });

  it('never brings back what hurt, however often it is pressed', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const hurtBefore = new Set<string>();
    for (let now = message; ; ) {
      hurtBefore.add(exerciseOf(now).id);
      const hurt = shown(await ben.press(now, 'It hurts'));
      if (!labelsOf(hurt).includes('Another exercise')) break;
      await Promise.all([ben.press(hurt, 'Another exercise'), ben.press(hurt, 'Another exercise')]);
      now = stillThere(ben, message);
      expect(hurtBefore).not.toContain(exerciseOf(now).id);
    }
    expect(hurtBefore.size).toBeGreaterThan(1);
  });

  it('pressed twice at once takes the easier way once', async () => {
    const { ben, message } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const calfWall = content.exercises.find(({ id }) => id === 'calf-wall');
    expect(exerciseOf(message)).toEqual(calfWall);
    const hurt = shown(await ben.press(message, 'It hurts'));
    await Promise.all([ben.press(hurt, 'Easier variant'), ben.press(hurt, 'Easier variant')]);
    const easier = stillThere(ben, message);
    expect(exerciseOf(easier).id).toBe(calfWall?.easier.exercise);
    expect(textOf(easier)).not.toContain('**Easier:**');
  });

  it('in the moment in which the session ends is still heard: the signs, and no praise', async () => {
    const moreCommands = [forging(lateButton)];
    const { ben, message, ...club } = await clubInSession({ muscle: 'calves', minutes: 3 }, { moreCommands });
    const steps = await playThrough(club, ben, message);
    expect(textOf(steps.at(-1) ?? message)).toContain('Well done');
    const late = shown(await ben.press(shown(await ben.run('forge')), '1 hurts'));
    expect(textOf(late)).not.toContain('Well done');
    expect(textOf(late)).toContain('swollen, warm and tender');
    expect(textOf(late)).toMatch(/In an emergency, call/);
    const flag = shown(await ben.choose(late, 'Tick every one that applies', ['numb-saddle']));
    expect(textOf(flag)).toMatch(/get medical help now/);
  });

  it('gives way to a warning sign: the session is over and nothing else is said', async () => {
    const {
      ben,
      message,
      sandbox,
      databaseFile: _,
      beat,
    } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const hurt = shown(await ben.press(message, 'It hurts'));
    const flag = shown(await ben.choose(hurt, 'Tick every one that applies', ['swollen-leg']));
    expect(textOf(flag)).toMatch(/Please get medical help today/);
    expect(textOf(flag)).not.toMatch(/easier|Well done|session/i);
    expect(labelsOf(flag)).toEqual(["I've read this"]);
    sandbox.clock.advance(5 * MINUTE);
    await beat();
    expect(stillThere(ben, message)).toEqual(flag);
  });

  it('tells a muscle’s own signs, and those that outrank everything', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    for (const { id } of content.muscles) {
      const message = await startSession(ben, { muscle: id, minutes: 3 });
      const hurt = shown(await ben.press(message, 'It hurts'));
      const offered = selectsOf(hurt)[0]?.options.map(({ value }) => value) ?? [];
      expect(offered).toEqual(expect.arrayContaining(['chest-pain', ...(content.checkin.places[id] ?? [])]));
    }
  });
});

describe('before a run', () => {
  it('waits until the member is warm, on no clock', async () => {
    const { ben, message, sandbox, beat } = await clubInSession({
      muscle: 'hamstrings',
      when: 'before-run',
      minutes: 12,
    });
    expect(textOf(message)).toMatch(/Warm up first:\*\* \d+ min of brisk walking or easy jogging/);
    expect(labelsOf(message)).toEqual(["I'm warm", 'Stop']);
    sandbox.clock.advance(16 * MINUTE);
    await beat();
    expect(stillThere(ben, message)).toEqual(message);
    const begun = shown(await ben.press(message, "I'm warm"));
    expect(textOf(begun)).toContain('Get into place');
    expect((endOf(begun) ?? 0) - sandbox.clock.now()).toBeGreaterThan(14 * SECOND);
  });

  it('does drills that take sides in turn in one go', async () => {
    const { ben, message, ...club } = await clubInSession({
      muscle: 'adductors',
      kind: 'dynamic',
      minutes: 3,
    });
    expect(exerciseOf(message).sides).toBe('alternate');
    const work = await toNextStep(club, ben, message);
    expect(textOf(work)).toContain('Left and right leg straight in turn: 8 times each');
    expect(textOf(await toNextStep(club, ben, message))).toContain('Well done');
  });
});

describe('a restart', () => {
  it('takes up the step that was on, and no step is left out while the bot was away', async () => {
    const { ben, message, sandbox, ...club } = await clubInSession({ muscle: 'hamstrings', minutes: 5 });
    await ben.press(message, 'Start now');
    const before = stillThere(ben, message);
    await club.stopBot();
    sandbox.clock.advance(4 * MINUTE);
    await club.startBot();
    await club.beat();
    const after = stillThere(ben, message);
    expect(textOf(before)).toContain('Left leg in the strap: hold 30 s');
    expect(textOf(after)).toContain('Change sides: right leg in the strap, hold 30 s');
    expect((endOf(after) ?? 0) - sandbox.clock.now()).toBeGreaterThan(33 * SECOND);
    const rest = await playThrough({ sandbox, beat: club.beat }, ben, message);
    expect(textOf(rest.at(-1) ?? after)).toContain('Well done');
  });

  it('says that it is over where that had not arrived, and counts it once', async () => {
    const { ben, message, sandbox, ...club } = await clubInSession(undefined, { expectTrouble: true });
    let now = message;
    while (!/Change sides: right[\s\S]*Round 2 of 2/.test(textOf(now)))
      now = await toNextStep({ sandbox, beat: club.beat }, ben, message);
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, drop: 'before', times: 1_000 });
    sandbox.clock.set(endOf(now) ?? 0);
    const over = club.beat();
    await expect.poll(() => sandbox.faults.pending).toBeLessThan(1_000);
    await club.stopBot();
    await over;
    expect(endOf(stillThere(ben, message))).toBe(endOf(now));
    sandbox.faults.clear();
    await club.startBot();
    const last = await ben.sees((one) => one.id === message.id && textOf(one).includes('Well done'));
    expect(labelsOf(last)).toEqual(['Done']);
    await club.stopBot();
    await club.startBot();
    expect(said(await ben.run('me overview'))).toContain('So far: 1 session,');
    const sqlite = new Sqlite(club.databaseFile, { readonly: true });
    expect(sqlite.prepare('select count(*) from sessions').pluck().get()).toBe(0);
    sqlite.close();
  });

  it('says again what may not have arrived', async () => {
    const { ben, message, sandbox, ...club } = await clubInSession();
    const edits = () => stillThere(ben, message).editedAt ?? 0;
    const before = edits();
    await club.stopBot();
    sandbox.clock.advance(2 * SECOND);
    await club.startBot();
    await ben.sees((one) => one.id === message.id && (one.editedAt ?? 0) > before);
    expect(textOf(stillThere(ben, message))).toBe(textOf(message));
  });

  it('after Discord’s token has run out waits for the next press, and goes on there', async () => {
    const { ben, message, sandbox, ...club } = await clubInSession({ muscle: 'hamstrings', minutes: 5 });
    await ben.press(message, 'Start now');
    await club.stopBot();
    sandbox.clock.advance(20 * MINUTE);
    await club.startBot();
    await club.beat();
    const stale = stillThere(ben, message);
    expect(textOf(stale)).toContain('Left leg in the strap: hold 30 s');
    const paused = shown(await ben.press(stale, 'Pause'));
    expect(textOf(paused)).toContain('Paused.');
    const on = shown(await ben.press(paused, 'Go on'));
    expect(textOf(on)).toContain('right leg in the strap, hold 30 s');
    const rest = await playThrough({ sandbox, beat: club.beat }, ben, message);
    expect(textOf(rest.at(-1) ?? on)).toContain('Well done');
  });
});

describe('trouble at Discord', () => {
  it('at the end of a step is got over: the member is shown where they are, to the last word', async () => {
    const { ben, message, ...club } = await clubInSession({ muscle: 'calves', minutes: 3 });
    const trouble = (times: number) =>
      club.sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, status: 502, times });
    trouble(3);
    let now = await toNextStep(club, ben, message);
    expect(textOf(now)).toContain('Left foot behind you: hold 30 s');
    while (!textOf(now).includes('next: the end')) now = await toNextStep(club, ben, message);
    while (endOf(now) !== undefined) {
      trouble(3);
      now = await toNextStep(club, ben, message);
    }
    expect(textOf(now)).toContain('Well done');
  });

  it('that keeps a step on its way never lets it take the place of what a press was answered', async () => {
    const { ben, message, sandbox, ...club } = await clubInSession();
    sandbox.faults.add({ method: 'PATCH', path: /^\/webhooks\//, delayMs: 60 * MINUTE });
    sandbox.clock.set(endOf(message) ?? 0);
    const moved = club.beat();
    await expect.poll(() => sandbox.faults.pending).toBe(0);
    const hurt = shown(await ben.press(message, 'It hurts'));
    await moved;
    expect(textOf(hurt)).toContain('Good that you stopped');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stillThere(ben, message)).toEqual(hurt);
  });
});

describe('several sessions', () => {
  it('of one member run one at a time: the other waits, and says so', async () => {
    const { ben, message, ...club } = await clubInSession({ muscle: 'calves', minutes: 5 });
    const second = await startSession(ben, { muscle: 'glutes', minutes: 5 });
    await ben.sees((one) => one.id === message.id && textOf(one).includes('Paused.'));
    expect(endOf(stillThere(ben, second))).toBeDefined();
    await ben.press(stillThere(ben, message), 'Go on');
    await ben.sees((one) => one.id === second.id && textOf(one).includes('Paused.'));
    const rest = await playThrough(club, ben, message);
    expect(textOf(rest.at(-1) ?? message)).toContain('Well done');
    expect(textOf(stillThere(ben, second))).toContain('Paused.');
  });

  it('started from two messages at once run one at a time', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    const routines = [
      shown(await ben.run('stretch', { muscle: 'calves' })),
      shown(await ben.run('stretch', { muscle: 'glutes' })),
    ];
    const all = await Promise.all(routines.map((one) => ben.press(one, 'Start guided session')));
    const running = () => all.filter((one) => endOf(stillThere(ben, shown(one))) !== undefined);
    await expect.poll(() => running().length).toBe(1);
    const paused = all.find((one) => !running().includes(one));
    expect(paused && textOf(stillThere(ben, shown(paused)))).toContain('Paused.');
  });

  it('are gone with everything else when the member has it erased, and their buttons do no harm', async () => {
    const { ben, message, sandbox, beat } = await clubInSession();
    await ben.press(shown(await ben.run('me erase')), 'Erase everything');
    sandbox.clock.set((endOf(message) ?? 0) + SECOND);
    await beat();
    expect(said(await ben.press(stillThere(ben, message), 'Pause'))).toContain('Stopping is always fine');
    expect(said(await ben.run('me overview'))).not.toContain('known you here since');
  });

  it('start pressed twice at once starts one', async () => {
    const { sandbox } = await openClub();
    const ben = sandbox.as('ben');
    const routine = shown(await ben.run('stretch', { muscle: 'calves' }));
    const press = () => ben.press(routine, 'Start guided session');
    const [one, two] = await Promise.all([press(), press()]);
    expect(idOf(shown(one))).toBe(idOf(shown(two)));
  });

  it('of a routine that was shared are each member’s own, and a double press there starts one', async () => {
    const { sandbox } = await openClub();
    const shared = shown(await sandbox.as('leader').run('stretch', { muscle: 'calves', share: true }));
    expect(shared.ephemeral).toBe(false);
    const [ben, grace] = [sandbox.as('ben'), sandbox.as('grace')];
    const his = shown(await ben.press(shared, 'Start guided session'));
    const again = await ben.press(shared, 'Start guided session');
    // It was announced, and the announcement is gone.
    expect(again.message).toBeUndefined();
    const hers = shown(await grace.press(shared, 'Start guided session'));
    expect([his.ephemeral, hers.ephemeral]).toEqual([true, true]);
    expect(nowOf(grace, his)).toBeUndefined();
    // Names of a message for all are shown by an edit.
    expect({ ...stillThere(ben, shared), editedAt: null }).toEqual(shared);
    // The message may have been dismissed: a later press starts afresh.
    sandbox.clock.advance(10 * SECOND);
    const fresh = shown(await ben.press(shared, 'Start guided session'));
    expect(idOf(fresh)).not.toBe(idOf(his));
  });

  it('cannot be pressed by anybody else, nor with numbers that never were', async () => {
    const press = (id: string, what: string) => button(`${id} ${what}`, `stretch:session:${id}:${what}`);
    const forged = card(
      COLOURS.calm,
      [text('Not yours')],
      row(press('1', 'stop:0'), press('1', 'hurts:0'), press('99', 'pause:0'), press('1', 'pause:7')),
      row(press('1', 'hurts:9')),
      row(press('x', 'pause:0'), press('1', 'fly:0'), press('1', 'pause:-1')),
    );
    const { ben, message, sandbox } = await clubInSession(undefined, { moreCommands: [forging(forged)] });
    expect(idOf(message)).toBe('1');
    const grace = sandbox.as('grace');
    for (const label of labelsOf(forged as unknown as SeenMessage)) {
      const answer = await grace.press(shown(await grace.run('forge')), label);
      expect(said(answer)).toMatch(/nothing to count|session is over|doesn't work any more/);
    }
    expect(stillThere(ben, message)).toEqual(message);
    // His own, but at an exercise that the session doesn't have.
    const mine = shown(await ben.run('forge'));
    expect(said(await ben.press(mine, '1 pause:7'))).toContain('Paused.');
    expect(said(await ben.press(shown(await ben.run('forge')), '1 hurts:9'))).toContain(
      'Good that you stopped',
    );
  });
});

describe('the log', () => {
  it('counts each session once, its minutes, weeks in a row, and a goal that is never held against anybody', async () => {
    const { ben, message, ...club } = await clubInSession();
    const { sandbox } = club;
    await playThrough(club, ben, message);
    const overview = async () => said(await ben.run('me overview'));
    expect(await overview()).toMatch(/So far: 1 session, \S+ min in all\n- This week: 1 session\./);

    const asked = shown(await ben.run('me overview'));
    const chosen = shown(await ben.choose(asked, 'Guided sessions a week', ['2 sessions a week']));
    expect(textOf(chosen)).toContain('This week: 1 of the 2 sessions that you have in mind.');
    sandbox.clock.advance(7 * DAY);
    expect(await overview()).toContain('This week: 0 of the 2 sessions that you have in mind.');
    await playThrough(club, ben, await startSession(ben));
    await playThrough(club, ben, await startSession(ben));
    expect(await overview()).toContain('This week: 2 sessions, as you had in mind.');
    expect(await overview()).toContain('Streak: 2 weeks with a session');
    // Two whole weeks of rest are forgiven.
    sandbox.clock.advance(21 * DAY);
    expect(await overview()).toContain('2 weeks with a session');
    expect(await overview()).not.toMatch(/missed|behind|fail|rank/i);
    await ben.choose(shown(await ben.run('me overview')), 'Guided sessions a week', ['No goal']);
    expect(await overview()).toContain('This week: 0 sessions.');
    expect(said(await sandbox.as('grace').run('me overview'))).toContain('So far: 0 sessions');
  });

  it('forgets a session that nobody came back to, and counts what was done of it', async () => {
    const { ben, message, sandbox, beat } = await clubInSession({ muscle: 'calves', minutes: 5 });
    let now = message;
    while (exerciseOf(now) === exerciseOf(message)) now = await toNextStep({ sandbox, beat }, ben, message);
    await ben.press(now, 'Pause');
    sandbox.clock.advance(2 * DAY);
    await beat();
    expect(said(await ben.press(stillThere(ben, message), 'Go on'))).toContain('Well done');
    expect(said(await ben.run('me overview'))).toContain('So far: 1 session,');
  });
});

describe('still pictures', () => {
  it('are shown to who asks for them: in routines and sessions', async () => {
    const { sandbox, beat } = await openClub();
    const ben = sandbox.as('ben');
    const types = (message: SeenMessage) => message.attachments.map(({ contentType }) => contentType);
    const request = { muscle: 'calves', kind: 'dynamic', minutes: 5 };
    expect(types(shown(await ben.run('stretch', request)))).toContain('image/gif');
    const told = shown(await ben.run('me notifications', { 'still-pictures': true }));
    expect(textOf(told)).toContain('Pictures of exercises:** still ones');
    expect(new Set(types(shown(await ben.run('stretch', request))))).toEqual(new Set(['image/png']));
    const session = await startSession(ben, request);
    expect(types(session)).toEqual(['image/png']);
    expect(types(await toNextStep({ sandbox, beat }, ben, session))).toEqual(['image/png']);
    const back = shown(await ben.press(told, 'Show moving pictures'));
    expect(labelsOf(back)).toEqual(['Show still pictures']);
    expect(types(shown(await ben.run('stretch', request)))).toContain('image/gif');
  });
});
