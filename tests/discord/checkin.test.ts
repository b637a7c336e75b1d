import { join } from 'node:path';
import { type Component, flatten } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { loadContent } from '../../src/content.ts';
import type { Message } from '../../src/discord/command.ts';
import { createCatalogue } from '../../src/discord/command-catalogue.ts';
import {
  answeredMessage,
  checkinForm,
  eveningMessage,
  listMessage,
  oneSidedMessage,
  signsMessage,
} from '../../src/discord/messages/checkin.ts';
import { postMessage } from '../../src/discord/messages/post.ts';
import { urgentMessage } from '../../src/discord/messages/red-flag.ts';
import { decide, ITEMS, SCORES, type Scores } from '../../src/domain/checkin.ts';
import {
  PAGES,
  pageOf,
  type Sign,
  type SignPage,
  signsByUrgency,
  signsOn,
  watchOn,
} from '../../src/domain/checkin-content.ts';
import type { CheckinAnswered, CheckinBegun, NextCheckin, Standing } from '../../src/domain/checkin-view.ts';
import { REGIONS, type Region } from '../../src/domain/club.ts';
import { stepsAround } from '../../src/domain/plan.ts';
import type { Race } from '../../src/domain/race.ts';
import { URGENCIES } from '../../src/domain/red-flag.ts';
import { aRace } from '../fixtures.ts';
import { countWords } from '../seen-words.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));
const catalogue = createCatalogue(commands, () => '1234567890123456789');
const KEEPING = ['kept', 'not-wished', 'no-key', 'too-old'] as const;
const signs = signsByUrgency(content.checkin.signs, content.redFlags);

const all = ({ components }: Message) =>
  flatten(components as unknown as Component[]).map(([component]) => component);

const textOf = (message: Message) =>
  all(message)
    .flatMap(({ content: said }) => (typeof said === 'string' ? [said] : []))
    .join('\n');

const race = (kind: Race['distance']['kind'], name = 'The race') =>
  aRace({ number: 123_456_789, name, distance: { kind, metres: 10_000, label: kind } });

const OWN_ACCORD: Standing = { type: 'apart', why: 'own-accord', race: null };

const DAYS = [0, 1, 2, 3, 5, 7, 14, 21, 28];

/** What a level asks for, in words. */
const WORDS = {
  emergency: /stop and get medical help now|alone with this/,
  'at-once': /emergency department now|Please get medical help now/,
  'same-day': /medical help today/,
  'few-days': /have this checked/,
} as const;

const ids = (list: readonly Sign[]) => list.map(({ choice }) => choice.id);
const ticked = (...wanted: string[]) => signs.filter(({ choice }) => wanted.includes(choice.id));

describe('each warning sign', () => {
  it.each(signs.map((sign) => [sign.choice.id, sign] as const))(
    '%s leads to its level and to the number of each region',
    (id, sign) => {
      for (const region of REGIONS) {
        const message = urgentMessage([sign], content.helpLines[region]);
        const text = textOf(message);
        const [heading = ''] = text.split('\n');
        for (const level of URGENCIES) expect(WORDS[level].test(heading)).toBe(level === sign.flag.level);
        expect(text).toContain(sign.flag.meanwhile);
        const number = content.helpLines[region].emergency;
        const called = number === null ? '(your local|the) emergency number' : `\\*\\*${number}\\*\\*`;
        if (sign.flag.level !== 'few-days') expect(text).toMatch(new RegExp(`[Cc]all ${called}`));
        // Nobody with a stiff tendon is told not to drive, and nobody with dark thoughts is told about cars.
        expect(text.includes("Don't drive yourself")).toBe(
          sign.flag.level !== 'few-days' && id !== 'dark-thoughts',
        );
        // No tip, no routine, no waiting for the next check-in stands beside it.
        expect(text).not.toMatch(/next check-in|routine|grade [A-D]|day \d+ after/i);
        expect(all(message).filter(({ custom_id: button }) => button)).toHaveLength(1);
        expect(countWords(message), `${id} ${region}`).toBeLessThanOrEqual(95);
        if (id === 'dark-thoughts') continue;
        expect(text).toContain(sign.flag.sign);
        expect(text).toContain(sign.flag.escalate?.if ?? '');
      }
    },
  );

  it('sends nobody to a physiotherapist who can do nothing for it', () => {
    for (const id of ['fever', 'blood-in-urine', 'missed-periods', 'low-mood'])
      expect(textOf(urgentMessage(ticked(id), content.helpLines.uk)), id).not.toMatch(/physio/i);
  });

  it('says about dark urine what every other text says', () => {
    const [sign] = ticked('dark-urine');
    expect(sign?.flag.level).toBe('at-once');
    expect(textOf(urgentMessage(ticked('dark-urine'), content.helpLines.uk))).toMatch(
      /^## Please go to an emergency department now\n.*999/s,
    );
  });

  it('puts people first where somebody thinks of harming themselves, and the number for danger after them', () => {
    for (const region of REGIONS) {
      const { crisis, emergency } = content.helpLines[region];
      const text = textOf(urgentMessage(ticked('dark-thoughts'), content.helpLines[region]));
      expect(text).toMatch(/^## You don't have to be alone with this\n/);
      expect(text.indexOf(crisis ?? 'findahelpline.com')).toBeGreaterThan(0);
      expect(text.indexOf(crisis ?? 'findahelpline.com')).toBeLessThan(
        text.indexOf(emergency ?? 'emergency number'),
      );
      expect(text).not.toMatch(/drive|I'm a bot|112 works/);
    }
  });

  it('never takes 111 for the emergency number where it is not', () => {
    const calls = (region: Region) =>
      signs.map(
        (sign) => textOf(urgentMessage([sign], content.helpLines[region])).match(/\*\*111\*\*/g)?.length ?? 0,
      );
    for (const region of REGIONS.filter((one) => one !== 'new-zealand'))
      expect(
        calls(region).every((count) => count === 0),
        region,
      ).toBe(true);
  });

  it('is outranked by a more urgent one that was ticked with it, and keeps its own advice', () => {
    const text = textOf(urgentMessage(ticked('chest-pain', 'dark-urine', 'fever'), content.helpLines.uk));
    expect(text).toMatch(/^## Please stop and get medical help now\nCall \*\*999\*\* now\./);
    expect(text.indexOf('Chest pain')).toBeLessThan(text.indexOf('Urine'));
    expect(text).toContain('Go to an emergency department now.');
    expect(text).toContain('Please see a doctor within a few days.');
    expect(
      textOf(urgentMessage(ticked('chest-pain', 'dark-thoughts'), content.helpLines['us-canada'])),
    ).toMatch(/988.*911/s);
  });

  it('has room for all of them: three in full, of the rest what they are', () => {
    for (const region of REGIONS)
      for (const some of [signs, signs.filter((sign) => pageOf(sign) === 'now'), signs.toReversed()]) {
        const message = urgentMessage(some, content.helpLines[region]);
        expect(textOf(message).length).toBeLessThanOrEqual(4_000);
        for (const { flag, choice } of some.filter(({ flag: { id } }) => id !== 'dark-thoughts'))
          expect(textOf(message).includes(flag.sign) || textOf(message).includes(choice.label)).toBe(true);
      }
    expect(countWords(urgentMessage(signs.slice(0, 3), content.helpLines.uk))).toBeLessThanOrEqual(
      95 + 2 * 35,
    );
  });

  it("cites what it rests on, where it can't wait", () => {
    const bare = content.redFlags.filter(
      ({ level, sources }) => level !== 'few-days' && sources.length === 0,
    );
    expect(bare).toEqual([]);
  });

  it('is offered in plain words on the days that it fits, the most urgent first', () => {
    const offered = new Set<string>();
    for (const day of [null, ...DAYS]) {
      const list = signsOn(signs, day);
      for (const page of PAGES)
        expect(list.filter((sign) => pageOf(sign) === page).length).toBeLessThanOrEqual(25);
      const levels = list.map(({ flag }) => URGENCIES.indexOf(flag.level));
      expect(levels).toEqual([...levels].sort());
      for (const { choice } of list) offered.add(choice.id);
    }
    expect(offered.size).toBe(content.redFlags.length);
    const on = (day: number) => ids(signsOn(signs, day));
    // Whatever may not wait is on the list of the race's evening; what takes days to be one is not.
    for (const { choice, flag } of signs)
      if (flag.level !== 'few-days') expect(on(0), choice.id).toContain(choice.id);
    for (const late of ['sore-for-too-long', 'low-mood', 'tight-shin-every-run', 'missed-periods'])
      expect(on(0)).not.toContain(late);
    // Dark urine and clots show within days, low mood later.
    for (const day of [1, 3, 7])
      expect(on(day)).toEqual(expect.arrayContaining(['dark-urine', 'swollen-leg']));
    expect(on(14)).toContain('low-mood');
  });

  it('names no illness where it is offered', () => {
    const illness =
      /hyponatr|thrombos|embol|rhabdo|cauda|compartment|heart attack|fracture|rupture|stroke\b/i;
    expect(signs.filter(({ choice }) => illness.test(`${choice.label} ${choice.more ?? ''}`))).toEqual([]);
  });
});

describe('what is asked first', () => {
  const begun = (day: number | null, evening = false): CheckinBegun => ({
    standing: day === null ? OWN_ACCORD : { type: 'raced', race: race('marathon', ''), day },
    watch: watchOn(content.checkin.watch, day),
    signs: signsOn(signs, day),
    help: content.helpLines.uk,
    evening,
  });

  it('names every emergency that is possible then, in six lines at most and 85 words, without a press', () => {
    for (const day of [null, ...DAYS]) {
      const { watch, signs: possible } = begun(day);
      expect(watch.length).toBeLessThanOrEqual(6);
      const named = new Set(watch.flatMap((line) => line.signs));
      for (const sign of possible)
        if (sign.flag.level === 'emergency') expect(named, `day ${day}`).toContain(sign.choice.id);
      expect(named).toContain('dark-thoughts');
      const message = signsMessage(begun(day));
      for (const line of watch) expect(textOf(message)).toContain(line.text);
      expect(countWords(message), `day ${day}`).toBeLessThanOrEqual(85);
      const buttons = all(message).flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
      expect(buttons).toEqual(['One of these', 'Something else', 'None of these']);
    }
  });

  it('leads to the whole list in two pages, the wanted one first', () => {
    for (const day of [null, ...DAYS])
      for (const page of PAGES) {
        const [first = [], second = []] = all(listMessage(begun(day), page)).flatMap((one) =>
          Array.isArray(one['options']) ? [one['options'].map(({ value }) => value)] : [],
        );
        const onPage = (wanted: SignPage) => ids(begun(day).signs.filter((sign) => pageOf(sign) === wanted));
        expect(first).toEqual(onPage(page));
        expect(second).toEqual(onPage(page === 'now' ? 'soon' : 'now'));
      }
  });

  it('tells in each of its buttons that it is the evening’s', () => {
    const idsOf = (message: Message) =>
      all(message).flatMap(({ custom_id: id }) => (typeof id === 'string' ? [id] : []));
    const tonight = begun(0, true);
    expect(idsOf(signsMessage(tonight))).toEqual([
      'recovery:list-tonight:123456789:now',
      'recovery:list-tonight:123456789:soon',
      'recovery:none-tonight:123456789',
    ]);
    expect(idsOf(listMessage(tonight, 'now'))).toEqual([
      'recovery:signs:123456789:now:evening',
      'recovery:signs:123456789:soon:evening',
      'recovery:none-tonight:123456789',
    ]);
  });

  it('can be looked at again on the evening of a race', () => {
    const message = eveningMessage(begun(0, true), content);
    const again = all(message).find(({ label }) => label === 'Show the list again');
    expect(again).toMatchObject({ custom_id: 'recovery:list-tonight:123456789:now' });
  });
});

describe('the form', () => {
  const form = checkinForm(123456789, '2026-10-25', content.checkin);

  it('is a new one to a phone on each day', () => {
    const tomorrow = checkinForm(123456789, '2026-10-26', content.checkin);
    expect(tomorrow.custom_id).not.toBe(form.custom_id);
    expect(JSON.stringify(tomorrow).includes('2026-10-25')).toBe(false);
  });

  it('asks five things, each with five worded steps, the best first', () => {
    expect(form.title.length).toBeLessThanOrEqual(45);
    expect(form.components).toHaveLength(5);
    const fields = form.components as unknown as {
      label: string;
      component: { custom_id: string; options: { value: string; label: string }[] };
    }[];
    expect(fields.map(({ component }) => component.custom_id)).toEqual(
      ITEMS.map((item) => `${item}-2026-10-25`),
    );
    for (const { label, component } of fields) {
      expect(label.length).toBeLessThanOrEqual(45);
      expect(component.options.map(({ value }) => value)).toEqual(['5', '4', '3', '2', '1']);
      expect(new Set(component.options.map((option) => option.label)).size).toBe(5);
    }
  });
});

describe('the reply', () => {
  const NEXT: readonly NextCheckin[] = [
    { type: 'at', at: Date.UTC(2026, 9, 27, 9) },
    ...(['last', 'opted-out', 'silenced', 'no-race'] as const).map((why) => ({ type: 'none', why }) as const),
  ];

  const standings = [null, ...content.plans.plans].flatMap((plan) =>
    (plan ? DAYS : [null]).map((day) => ({ plan, day })),
  );

  function* everyReply(): Generator<CheckinAnswered> {
    let turn = 0;
    for (const { plan, day } of standings)
      for (const fatigue of SCORES)
        for (const soreness of SCORES)
          for (const mood of SCORES)
            for (const rest of [1, 3, 5] as const) {
              turn += 1;
              const scores: Scores = { fatigue, soreness, mood, sleep: rest, stress: rest };
              const standing: Standing =
                plan && day !== null
                  ? { type: 'raced', race: race(plan.distance, '@everyone '.repeat(8)), day }
                  : { type: 'apart', why: 'not-in-it', race: race('10k', '`x` '.repeat(20)) };
              const around = plan && day !== null ? stepsAround(plan, day) : undefined;
              yield {
                standing,
                scores,
                decision: decide({ scores, day, signs: [], baseline: turn % 2 ? 25 : undefined }),
                plan: plan && around ? { plan, ...around } : null,
                next: NEXT[turn % NEXT.length] ?? { type: 'none', why: 'last' },
                help: content.helpLines[REGIONS[turn % REGIONS.length] ?? 'elsewhere'],
              };
            }
  }

  it('fits a message and is sound, for every plan, day and answer', () => {
    const illness = /you have (a|an) |diagnos|hyponatr|thrombos|rhabdo|fracture/i;
    let made = 0;
    for (const view of everyReply()) {
      const message = answeredMessage(view, content, KEEPING[made % KEEPING.length] ?? 'kept', catalogue);
      const text = textOf(message);
      const about = JSON.stringify([view.scores, view.standing.type === 'raced' && view.standing.day]);
      if (text.length > 4_000 || all(message).length > 40)
        throw new Error(`Too large: ${text.length} ${about}`);
      if (illness.test(text)) throw new Error(`A diagnosis: ${about}`);
      for (const gate of content.plans.gates)
        if (!text.includes(gate.text)) throw new Error(`A gate is missing: ${about}`);
      const { level, followUps } = view.decision;
      const resting = level === 'rest' || level === 'very-easy' || followUps.includes('late-soreness');
      const { plan } = view;
      // Whoever is to rest isn't shown a run.
      if (plan && text.includes(plan.step.text) === resting)
        throw new Error(`The plan and the level: ${about}`);
      const goesOn = level === 'on-track' || level === 'as-usual';
      if (plan?.next && text.includes(plan.next.text) !== (goesOn && !resting))
        throw new Error(`The next step: ${about}`);
      if (view.next.type === 'at' && !text.includes('**Next check-in:** <t:')) throw new Error('When next?');
      if (/(?<!\\)@everyone/.test(text)) throw new Error('A ping');
      if (view.standing.type === 'apart' && /(soreness of|mood after) a/.test(text))
        throw new Error(`A race that nobody ran: ${about}`);
      if (!/Source: .*grade [A-D]/.test(text) || !text.includes(content.checkin.note))
        throw new Error('What does it rest on?');
      made += 1;
    }
    expect(made).toBe(standings.length * 5 ** 3 * 3);
  });

  it('offers every muscle on both sides and on one', () => {
    const [view] = everyReply();
    if (!view) throw new Error('No reply');
    const options = all(answeredMessage(view, content, 'not-wished', catalogue)).flatMap(
      ({ options: offered }) => (offered as { value: string }[] | undefined) ?? [],
    );
    expect(options.map(({ value }) => value).sort()).toEqual(
      content.muscles.flatMap(({ id }) => [`${id}/both`, `${id}/one`]).sort(),
    );
    expect(options.length).toBeLessThanOrEqual(25);
  });

  it('names a line that listens, where low mood has lasted', () => {
    const scores: Scores = { fatigue: 4, sleep: 4, soreness: 4, stress: 4, mood: 1 };
    const reply = (region: Region) =>
      textOf(
        answeredMessage(
          {
            standing: { type: 'raced', race: race('half'), day: 14 },
            scores,
            decision: decide({ scores, day: 14, signs: [] }),
            plan: null,
            next: { type: 'none', why: 'last' },
            help: content.helpLines[region],
          },
          content,
          'kept',
          catalogue,
        ),
      );
    expect(reply('uk')).toMatch(/116 123.*\*\*999\*\*/s);
    expect(reply('us-canada')).toMatch(/988.*\*\*911\*\*/s);
    expect(reply('eu')).toMatch(/talk to a doctor.*\*\*112\*\*/s);
  });
});

describe('an ache on one side', () => {
  it.each(content.muscles.map((muscle) => [muscle.id, muscle] as const))(
    'in %s leads to a physiotherapist, never to a stretch',
    (_id, muscle) => {
      const fitting = signs.filter(({ choice }) => content.checkin.places[muscle.id]?.includes(choice.id));
      const text = textOf(
        oneSidedMessage({ muscle, signs: fitting, help: content.helpLines.uk }, 7, content),
      );
      expect(text).toMatch(/see a physiotherapist, and don't run until then/);
      expect(text).toMatch(/don't stretch, massage, roll or heat it/);
      expect(text).toMatch(/please don't hop on it/);
      expect(text.length).toBeLessThanOrEqual(4_000);
    },
  );
});

describe('what is posted and asked', () => {
  const hostile = race('marathon', '@everyone <@1> **x** # y');
  const standing: Standing = { type: 'raced', race: hostile, day: 1 };
  const watch = watchOn(content.checkin.watch, 1);
  const quiet = { count: null, mention: [], late: true };

  it('lets no name of a race ping anybody', () => {
    for (const region of REGIONS)
      for (const evening of [true, false])
        for (const message of [
          signsMessage({ standing, watch, signs, help: content.helpLines[region], evening }),
          listMessage({ standing, watch, signs, help: content.helpLines[region], evening }, 'soon'),
          eveningMessage({ standing, watch, signs, help: content.helpLines[region], evening }, content),
          postMessage({ type: 'race-evening', race: hostile, help: content.helpLines[region], ...quiet })
            .message,
          postMessage({ type: 'checkin', race: hostile, day: 3, ...quiet }).message,
        ]) {
          const text = textOf(message);
          expect(text).not.toMatch(/(?<!\\)@everyone|(?<!\\)<@1>/);
          expect(text.length).toBeLessThanOrEqual(4_000);
        }
  });

  it('fits 90 mentions, and says how many of how many', () => {
    const mention = Array.from({ length: 90 }, (_, place) => `${10n ** 18n + BigInt(place)}`);
    const view = {
      race: race('ultra', 'x'.repeat(80)),
      count: { checkedIn: 7, of: 12 },
      mention,
      late: true,
    };
    for (const post of [
      postMessage({ ...view, type: 'checkin', day: 21 }),
      postMessage({ ...view, type: 'race-evening', help: content.helpLines.elsewhere }),
    ]) {
      const text = textOf(post.message);
      expect(text.length).toBeLessThanOrEqual(4_000);
      expect(text).toContain('7 of 12 checked in');
      expect(text).toContain('This comes late');
      expect(post.mention).toEqual({ users: mention, roles: [] });
    }
  });

  it('says the number of the region before anything is filled in', () => {
    for (const region of REGIONS) {
      const text = textOf(
        signsMessage({ standing, watch, signs, help: content.helpLines[region], evening: false }),
      );
      const number = content.helpLines[region].emergency;
      expect(text).toContain(
        number === null ? 'Call your local emergency number now' : `Call **${number}** now`,
      );
    }
  });
});
