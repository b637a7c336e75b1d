import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Component, flatten } from 'discord-sandbox';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../src/content.ts';
import {
  ASK_BEFORE_ROLLING,
  ASK_FIRST,
  GENERAL_SAFETY,
  ROUTINE_SAFETY,
} from '../src/discord/messages/evidence.ts';
import { planMessage } from '../src/discord/messages/plan.ts';
import { redFlagMessage } from '../src/discord/messages/red-flag.ts';
import { withLineBeside } from '../src/discord/messages/safety-net.ts';
import { routineMessage } from '../src/discord/messages/stretch.ts';
import { KINDS, MOMENTS, secondsFor } from '../src/domain/exercise.ts';
import { namedAreas, namedMuscles } from '../src/domain/muscle.ts';
import { DISTANCES } from '../src/domain/plan.ts';
import { createReader } from '../src/domain/reading.ts';
import { MINUTES } from '../src/domain/routine.ts';
import { TOPICS } from '../src/domain/tip.ts';
import { createStretchService } from '../src/services/stretch.ts';
import { StartError } from '../src/start-error.ts';
import { ownFolder } from './folders.ts';

const folder = join(import.meta.dirname, '..', 'data');
const content = loadContent(folder);
const read = createReader(content);

/** Section 8.1 of the evidence sheet: static, dynamic, mobility, foam rolling. */
const CATALOGUE: Readonly<Record<string, readonly string[]>> = {
  calves: ['calf-wall soleus-wall calf-towel', 'heel-toe-rock down-dog-pedal', 'knee-to-wall', 'calf-roll'],
  hamstrings: [
    'ham-strap ham-stand ham-doorway',
    'leg-swing-fb toy-soldier',
    'ham-9090 inchworm',
    'ham-roll',
  ],
  quadriceps: ['quad-stand quad-side quad-prone', 'quad-pull butt-kicks', 'squat-sit', 'quad-roll'],
  'hip-flexors': [
    'hipflex-kneel hipflex-lunge hipflex-edge',
    'march lunge-walk',
    'hip-circles worlds-greatest',
    'hipflex-roll',
  ],
  glutes: ['fig4-supine fig4-chair knee-chest seat-twist', 'knee-hug bridge', 'hip-switch', 'glute-roll'],
  'it-band': ['itb-stand', 'leg-swing-ss', '', 'lateral-roll'],
  adductors: ['butterfly side-lunge', 'lateral-lunge', 'rock-back', 'adductor-roll'],
  'lower-back': ['child double-knee', '', 'cat-cow knee-rolls', ''],
  'ankles-feet': ['plantar', '', 'ankle-circles', 'foot-roll'],
  shins: ['shin-kneel', 'heel-walk', '', 'shin-roll'],
  'upper-body': ['cross-arm doorway', 'arm-circles', 'open-book', 'thoracic-roll'],
};

const SEED_GROUPS = ['calves', 'hamstrings', 'quadriceps', 'hip-flexors', 'glutes'];

/** Every text below a value that members may read; addresses and ids are not theirs to read. */
function textsIn(value: unknown, key = ''): string[] {
  if (['id', 'url', 'words', 'sources', 'exercise', 'calledToo', 'zones'].includes(key)) return [];
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsIn(part, Array.isArray(value) ? key : name));
}

const { sources: _sources, languages: _languages, ...spoken } = content;
const texts = textsIn(spoken);

describe('the catalogue', () => {
  it('holds all 61 exercises of the evidence sheet, each with its group and kind', () => {
    expect(content.exercises).toHaveLength(61);
    const held = Object.fromEntries(
      content.muscles.map(({ id }) => [
        id,
        KINDS.map((kind) =>
          content.exercises
            .filter((exercise) => exercise.muscle === id && exercise.kind === kind)
            .map((exercise) => exercise.id),
        ),
      ]),
    );
    const wanted = Object.fromEntries(
      Object.entries(CATALOGUE).map(([muscle, kinds]) => [
        muscle,
        kinds.map((ids) => ids.split(' ').filter((id) => id !== '')),
      ]),
    );
    expect(held).toEqual(wanted);
  });

  it.each(SEED_GROUPS)('has all four kinds for %s', (muscle) => {
    const kinds = content.exercises.filter((one) => one.muscle === muscle).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(KINDS));
  });

  it.each(content.exercises.map((exercise) => [exercise.id, exercise] as const))(
    '%s can be done in two minutes, and never takes longer than six',
    (_id, exercise) => {
      expect(secondsFor(exercise, exercise.dose.short)).toBeLessThanOrEqual(MINUTES.min * 60);
      for (const dose of Object.values(exercise.dose))
        expect(secondsFor(exercise, dose)).toBeLessThanOrEqual(360);
    },
  );

  it('rolls for 30 to 60 seconds and says how hard; holds for 60 seconds at most', () => {
    for (const { id, kind, dose, ...exercise } of content.exercises)
      for (const one of Object.values(dose)) {
        if (kind === 'static' && 'seconds' in one) expect(one.seconds, id).toBeLessThanOrEqual(60);
        if (kind !== 'foam-rolling') continue;
        expect('seconds' in one && one.seconds >= 30 && one.seconds <= 60, id).toBe(true);
        expect(textsIn(exercise).join(' '), id).toMatch(/never above 7/);
      }
  });

  it('grades nothing above usual practice without a source', () => {
    const bare = content.exercises.filter(({ grade, sources }) => grade !== 'D' && sources.length === 0);
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('says of what a side is the left or the right one, in words of the exercise', () => {
    for (const { id, oneSide, setUp, steps, feel } of content.exercises) {
      if (oneSide === undefined) continue;
      expect(oneSide, id).toMatch(/^(\{side\}( [a-z]+)+|knees to the \{side\})$/);
      const said = [setUp, ...steps, feel].join(' ').toLowerCase();
      const words = oneSide.replace('{side}', '').match(/\b(?!the\b|your?\b)[a-z]{3,}/g) ?? [];
      expect(said, `${id}: ${oneSide}`).toMatch(new RegExp(words.join('|').replaceAll(/s\b/g, '')));
    }
  });

  it('takes sides in turn where its steps say so, and only there', () => {
    const inTurn = /other (side|knee|ankle|heel)|change (sides|legs)|opposite way|next lunge/;
    const drills = content.exercises.filter(({ kind, sides }) => kind !== 'static' && sides !== 'together');
    expect(drills.filter(({ sides }) => sides === 'alternate').map(({ id }) => id)).toEqual(
      drills.filter(({ steps }) => inTurn.test(steps.join(' '))).map(({ id }) => id),
    );
  });

  it('warns where rolling or stretching would be wrong', () => {
    const caution = (id: string) => content.exercises.find((one) => one.id === id)?.caution ?? '';
    const calves = content.muscles.find(({ id }) => id === 'calves')?.caution;
    for (const said of [calves, caution('calf-roll')]) {
      expect(said).toMatch(/don't (stretch or )?roll it/i);
      expect(said).toMatch(/get medical advice today/i);
    }
    expect(caution('soleus-wall')).toMatch(/achilles/i);
    expect(caution('hipflex-roll')).toMatch(/groin/i);
  });
});

describe('tips, plans and signs', () => {
  it('holds all 90 tips, and some on each topic', () => {
    const counts = TOPICS.map((topic) => content.tips.filter((tip) => tip.topic === topic).length);
    expect(counts).toEqual([5, 6, 6, 14, 15, 6, 8, 5, 10, 5, 10]);
  });

  it('keeps the figures that matter', () => {
    const all = content.tips.map(({ text }) => text).join('\n');
    for (const figure of [
      '20–40 g',
      '1.25–1.5',
      '10–12 g',
      '41–60%',
      '24–72',
      '30–60',
      '300–500',
      '10–15 °C',
    ])
      expect(all, figure).toContain(figure);
  });

  it('has a plan for each distance, from race day on without a gap', () => {
    expect(new Set(content.plans.plans.map(({ distance }) => distance))).toEqual(new Set(DISTANCES));
    for (const { id, steps } of content.plans.plans) {
      let next: number | null = 0;
      for (const { from, to } of steps) {
        expect(from, id).toBe(next);
        next = to === null ? null : to + 1;
      }
      expect(next, id).toBeNull();
    }
    expect(content.plans.gates).toHaveLength(6);
  });

  it('keeps the days of the evidence sheet', () => {
    const plan = (id: string) => content.plans.plans.find((one) => one.id === id);
    expect(plan('5k')?.easyDays).toEqual([3, 5]);
    expect(plan('10k')?.easyDays).toEqual([6, 10]);
    expect(plan('half')?.easyDays).toEqual([13, 21]);
    expect(plan('marathon')?.easyDays).toEqual([26, 42]);
    for (const id of ['marathon', 'ultra-50k', 'ultra-100k'])
      expect(plan(id)?.steps.find(({ from }) => from === 2)?.text, id).toMatch(/no running|rest/i);
  });

  it('knows all 26 signs of the sheet, and their urgency', () => {
    const numbers = new Set(content.redFlags.map(({ number }) => number));
    expect(Array.from({ length: 26 }, (_, row) => row + 1).filter((row) => !numbers.has(row))).toEqual([]);
    const level = (number: number) => content.redFlags.find((flag) => flag.number === number)?.level;
    for (const number of [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 26])
      expect(level(number), String(number)).toBe('emergency');
    for (const number of [7, 14, 15, 18, 19, 20]) expect(level(number), String(number)).toBe('same-day');
    expect(level(8)).toBe('at-once');
    for (const number of [16, 17, 21, 22, 23, 24, 25]) expect(level(number), String(number)).toBe('few-days');
  });

  it.each([
    ['my chest hurts when i breathe in', 1],
    ['cheast pain', 1],
    ['I fainted at mile 9', 2],
    ['collaps', 2],
    ["I can't really breathe", 3],
    ['difficulty in breathing', 3],
    ['feel confused since the finish', 4],
    ['heatstroke', 5],
    ['left calf is very swolen', 7],
    ['my calf is really hot', 7],
    ['urine is very dark', 8],
    ['my pee looks like cola', 8],
    ['calf rock hard', 9],
    ['shin solid as wood, such agony', 9],
    ['numb saddle', 10],
    ['slurred speech', 11],
    ['i want to die', 12],
    ["can't put any weight on my ankle", 13],
    ['ruptured my achilles', 14],
    ['groin pain when walking', 15],
    ['stress fracture', 16],
    ['fever and chills', 17],
    ['infected blister', 18],
    ['palpitations', 19],
    ["can't keep any water down", 20],
    ['blood in my urine', 21],
    ['pins and needles', 22],
    ['limping', 23],
    ['missed my period', 24],
    ['feeling depressed', 25],
    ['hypothermia', 26],
  ])('sees the sign in "%s", and puts it before any routine if it is urgent', (typed, number) => {
    const { urgent, lines } = read(typed);
    expect([...urgent, ...lines].map((flag) => flag.number)).toContain(number);
    const found = createStretchService(content).find({ muscle: typed, minutes: 5, turn: 0 });
    const few = content.redFlags.filter((flag) => flag.number === number && flag.level === 'few-days');
    if (found.type !== 'red-flags') expect(few).toHaveLength(1);
    const message = JSON.stringify(
      redFlagMessage([...urgent, ...lines], typed, 'muscle', content.helpLines.elsewhere).components,
    );
    expect(message).toMatch(
      /emergency number now|emergency department|within a few days|1–3 days|within two weeks/,
    );
  });

  it.each([
    'left calf',
    'both hamstrings',
    'tight quads',
    'sore calves',
    'hips',
    'shin',
    'upper back',
    'never stretched glutes',
  ])('sees no sign in "%s"', (typed) => {
    expect(createStretchService(content).find({ muscle: typed, minutes: 5, turn: 0 }).type).not.toBe(
      'red-flags',
    );
  });

  it('puts the most urgent sign first', () => {
    const levels = read('swollen calf and chest pain').urgent.map(({ level }) => level);
    expect(levels[0]).toBe('emergency');
    expect(levels).toContain('same-day');
  });

  it('sees no sign in the name of a muscle', () => {
    const named = [
      ...namedMuscles(content.muscles, content.languages),
      ...namedAreas(content.areas, content.languages),
    ];
    const flagged = named.flatMap(({ names }) => names.filter((name) => read(name).urgent.length > 0));
    expect(flagged).toEqual([]);
  });

  it('calls no two muscles by the same name', () => {
    const names = [
      ...namedMuscles(content.muscles, content.languages),
      ...namedAreas(content.areas, content.languages),
    ].flatMap((muscle) => [...new Set(muscle.names)]);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });
});

describe('every text', () => {
  it('makes no claim that the evidence does not bear', () => {
    const claims =
      /toxin|flush(es|ing)? |\bknots?\b|breaks? up|prevents? (an? )?injur|speeds? up (healing|recovery)|heals? faster|lengthens? (the )?muscle|correct(s|ing) (posture|imbalance)|imbalance|guarantee|\bcures?\b|detox/i;
    const denied = /^(Nobody has shown|There is no good evidence) that /;
    expect(texts.filter((text) => claims.test(text) && !denied.test(text))).toEqual([]);
    expect(texts.filter((text) => /lactic/i.test(text))).toHaveLength(1);
    expect(texts.find((text) => /lactic/i.test(text))).toMatch(/^Don't blame/);
  });

  it('names no illness where a sign is described', () => {
    const illness =
      /hyponatr|thrombos|embol|rhabdo|cauda|compartment|heart attack|infarct|arrhythm|fracture|rupture|stroke\b|diagnos/i;
    expect(
      content.redFlags.flatMap(({ sign, meanwhile }) => [sign, meanwhile]).filter((one) => illness.test(one)),
    ).toEqual([]);
  });

  it('is plain: no markup, no mention, no dash of the long kind, no emoji', () => {
    expect(texts.filter((text) => /[<>@*_`#|—“”‘’]|\p{Extended_Pictographic}/u.test(text))).toEqual([]);
  });

  it('reads as sentences that end', () => {
    const sentences = [
      ...content.tips.map(({ text }) => text),
      ...content.exercises.flatMap(({ setUp, steps, caution, easier }) => [
        setUp,
        ...steps,
        caution,
        easier.text,
      ]),
      ...content.redFlags.map(({ meanwhile }) => meanwhile),
    ];
    expect(sentences.filter((text) => !/[.?!]$/.test(text))).toEqual([]);
  });
});

describe('every message', () => {
  const help = content.helpLines.elsewhere;
  /** The sign that takes most words to say. */
  const LONGEST_LINE = {
    lines: content.redFlags.toSorted((a, b) => b.sign.length - a.sign.length).slice(0, 1),
    net: true,
  };

  const sizeOf = (components: readonly unknown[]) => {
    const all = flatten(components as Component[]).map(([component]) => component);
    return {
      text: all.reduce((sum, { content: said }) => sum + (typeof said === 'string' ? said.length : 0), 0),
      count: all.length,
    };
  };

  it('is small enough for Discord, fits the minutes and carries the safety line, for every possible routine', () => {
    const { find } = createStretchService(content);
    const picture = { name: 'figure.gif', bytes: new Uint8Array(), description: 'A figure' };
    let made = 0;
    for (const { id: muscle } of content.muscles)
      for (const moment of [undefined, ...MOMENTS])
        for (const kind of [undefined, ...KINDS])
          for (let minutes: number = MINUTES.min; minutes <= MINUTES.max; minutes++)
            for (let turn = 0, choices = 1; turn < choices; turn++) {
              const found = find({ muscle, moment, kind, minutes, turn });
              if (found.type !== 'routine')
                throw new Error(`No routine: ${muscle} ${moment} ${kind} ${minutes}`);
              ({ choices } = found);
              if (found.routine.seconds > minutes * 60)
                throw new Error(`Too long: ${muscle} ${minutes} ${turn}`);
              for (const shown of ['private', 'channel'] as const) {
                const by = '1'.repeat(20);
                const pictures = found.routine.items.slice(0, 3).map(() => picture);
                const given = { sources: content.sources, shown, pictures };
                const { components } = routineMessage(found, { ...given, by, kept: true });
                const { text, count } = sizeOf(components);
                if (text > 4_000 || count > 40)
                  throw new Error(`Too large: ${muscle} ${moment} ${kind} ${minutes} ${turn}: ${text}`);
                const own = routineMessage(found, given);
                const warned = sizeOf(withLineBeside(own, LONGEST_LINE, help).components).text;
                if (warned > 4_000 || warned === sizeOf(own.components).text)
                  throw new Error(
                    `No room for a line: ${muscle} ${moment} ${kind} ${minutes} ${turn}: ${warned}`,
                  );
                const said = JSON.stringify(components);
                if (!said.includes(ROUTINE_SAFETY) || !said.includes(ASK_FIRST))
                  throw new Error('No safety line');
                if (muscle === 'calves' && !said.includes('One calf swollen'))
                  throw new Error('No word of a swollen calf');
                if (said.includes('roll for') !== said.includes(ASK_BEFORE_ROLLING))
                  throw new Error('No word of rolling');
                made += 1;
              }
            }
    expect(made).toBeGreaterThan(5_000);
  });

  it('is small enough for every plan, and for all signs at once', () => {
    for (const plan of content.plans.plans) {
      const known = { on: '2026-09-27', day: 20 };
      const shown = { plan, plans: content.plans, race: '`'.repeat(6_000), known };
      const { components } = withLineBeside(planMessage(shown, content.sources, help), LONGEST_LINE, help);
      expect(sizeOf(components).text, plan.id).toBeLessThanOrEqual(4_000);
      expect(JSON.stringify(components)).toContain(GENERAL_SAFETY);
    }
    expect(
      sizeOf(
        redFlagMessage(content.redFlags, 'x'.repeat(6_000), 'muscle', content.helpLines.elsewhere).components,
      ).text,
    ).toBeLessThanOrEqual(4_000);
  });
});

describe('a content file that is not right', () => {
  function changed(file: string, change: (text: string) => string): string {
    const own = ownFolder();
    cpSync(folder, own, { recursive: true });
    writeFileSync(join(own, file), change(readFileSync(join(own, file), 'utf8')));
    return own;
  }

  it.each([
    ['is no JSON', 'tips.json', (text: string) => text.slice(0, -3), /data\/tips\.json can't be read/],
    [
      'lacks a part',
      'exercises/calves.json',
      (text: string) => text.replace(/"caution": "[^"]*",/, ''),
      /data\/exercises\/calves\.json is not right at 0\.caution/,
    ],
    [
      'has a part too many',
      'muscles.json',
      (text: string) => text.replace('"title"', '"extra": 1, "title"'),
      /data\/muscles\.json is not right at 0/,
    ],
    [
      'has a dose of the wrong kind',
      'exercises/shins.json',
      (text: string) => text.replace('"seconds": 20', '"seconds": "20"'),
      /data\/exercises\/shins\.json is not right at 0\.dose/,
    ],
    [
      'has a side without saying of what',
      'exercises/shins.json',
      (text: string) => text.replace(/"oneSide": .*,/, ''),
      /data\/exercises\/shins\.json is not right at \d\.oneSide: it is said where/,
    ],
    [
      'speaks of a side where both work at once',
      'exercises/shins.json',
      (text: string) => text.replace('"sides": "together"', '"sides": "together", "oneSide": "{side} foot"'),
      /data\/exercises\/shins\.json is not right at \d\.oneSide: it is said where/,
    ],
    [
      'leaves no place for the side',
      'exercises/shins.json',
      (text: string) => text.replace('"oneSide": "{side} ', '"oneSide": "'),
      /data\/exercises\/shins\.json is not right at \d\.oneSide: the place for the side/,
    ],
    [
      'cites nothing that is known',
      'tips.json',
      (text: string) => text.replace('WALSH-21', 'WALSH-22'),
      /cites the unknown source "WALSH-22"/,
    ],
    [
      'names a muscle that is unknown',
      'exercises/shins.json',
      (text: string) => text.replace('"muscle": "shins"', '"muscle": "shin"'),
      /unknown muscle "shin"/,
    ],
    [
      'uses an id twice',
      'exercises/shins.json',
      (text: string) => text.replace('"id": "heel-walk"', '"id": "shin-kneel"'),
      /two exercises are called "shin-kneel"/,
    ],
  ])('stops the start when it %s', (_what, file, change, said) => {
    const own = changed(file, change);
    expect(() => loadContent(own)).toThrow(StartError);
    expect(() => loadContent(own)).toThrow(said);
  });

  it('stops the start when it is missing', () => {
    const own = ownFolder();
    cpSync(folder, own, { recursive: true });
    rmSync(join(own, 'plans.json'));
    expect(() => loadContent(own)).toThrow(/data\/plans\.json can't be read/);
  });

  it('can be changed by nobody once it is read', () => {
    expect(() => Object.assign(content.exercises[0] ?? {}, { name: 'x' })).toThrow(TypeError);
  });
});
