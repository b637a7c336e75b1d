import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FOLLOW_UPS, ITEMS, LEVELS, SCORES } from './domain/checkin.ts';
import {
  type CheckinContent,
  MOST_SIGNS,
  PAGES,
  pageOf,
  type SignChoice,
  signsByUrgency,
  signsOn,
  watchOn,
} from './domain/checkin-content.ts';
import { REGIONS, UNITS } from './domain/club.ts';
import type { Content } from './domain/content.ts';
import { GRADES, type Source } from './domain/evidence.ts';
import { type Exercise, KINDS, SIDES } from './domain/exercise.ts';
import type { RegionLines } from './domain/help-lines.ts';
import { type Language, spelledOut, wordRule } from './domain/language.ts';
import type { Area, Muscle } from './domain/muscle.ts';
import { DISTANCES, type Plan, type Plans } from './domain/plan.ts';
import { type RedFlag, URGENCIES } from './domain/red-flag.ts';
import { type Tip, TOPICS } from './domain/tip.ts';
import { isZone } from './domain/wall-time.ts';
import { readJson } from './read-json.ts';
import { StartError } from './start-error.ts';

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens');
const text = (longest: number) => z.string().trim().min(1).max(longest);
const evidence = { sources: z.array(z.string()), grade: z.enum(GRADES) };

const rounds = z.int().min(1).max(10);
const doseSchema = z.union([
  z.strictObject({ rounds, seconds: z.int().min(5).max(120) }),
  z.strictObject({ rounds, reps: z.int().min(1).max(30), secondsPerRep: z.number().min(0.5).max(15) }),
]);

const exerciseSchema = z
  .strictObject({
    id,
    name: text(48),
    alsoCalled: z.array(text(60)),
    kind: z.enum(KINDS),
    muscle: id,
    targets: z.array(text(60)).min(1),
    kit: z.array(text(40)),
    setUp: text(110),
    steps: z.array(text(100)).min(2).max(4),
    sides: z.enum(SIDES),
    oneSide: text(40)
      .regex(/^[^{}]*\{side\}[^{}]*$/, 'the place for the side is {side}, once')
      .optional(),
    dose: z.strictObject({ usual: doseSchema, short: doseSchema, older: doseSchema }),
    feel: text(70),
    mistake: text(70),
    caution: text(140),
    easier: z.strictObject({ text: text(90), exercise: id.optional() }),
    ...evidence,
  })
  .refine(({ sides, oneSide }) => (sides === 'together') === (oneSide === undefined), {
    path: ['oneSide'],
    error: 'it is said where an exercise has a left and a right, and only there',
  }) satisfies z.ZodType<Exercise>;

const muscleSchema = z.strictObject({
  id,
  name: text(40),
  title: text(40),
  caution: text(130).optional(),
  calledToo: z.array(text(40)),
}) satisfies z.ZodType<Muscle>;

const areaSchema = z.strictObject({
  id,
  name: text(40),
  muscles: z.array(id).min(1).max(5),
  text: text(240),
}) satisfies z.ZodType<Area>;

const tipSchema = z.strictObject({
  id,
  topic: z.enum(TOPICS),
  text: text(300),
  raceWeek: z
    .strictObject({
      days: z.array(z.int().min(1)).min(1),
      distances: z.array(z.enum(DISTANCES)).min(1),
    })
    .optional(),
  ...evidence,
}) satisfies z.ZodType<Tip>;

const day = z.int().min(0);
const planSchema = z.strictObject({
  id,
  distance: z.enum(DISTANCES),
  name: text(40),
  easyDays: z.tuple([day, day]).nullable(),
  steps: z.array(z.strictObject({ from: day, to: day.nullable(), text: text(240) })).min(1),
  ...evidence,
}) satisfies z.ZodType<Plan>;

const plansSchema = z.strictObject({
  note: text(240),
  gates: z.array(z.strictObject({ id, text: text(120) })).min(1),
  pain: text(230),
  easyDays: text(170),
  slower: text(230),
  spike: text(210),
  plans: z.array(planSchema).min(1),
}) satisfies z.ZodType<Plans>;

const redFlagSchema = z.strictObject({
  id,
  number: z.int().min(1),
  level: z.enum(URGENCIES),
  sign: text(160),
  meanwhile: text(170),
  see: text(170).optional(),
  escalate: z.strictObject({ if: text(120), level: z.enum(URGENCIES) }).optional(),
  ...evidence,
}) satisfies z.ZodType<RedFlag>;

/** A group, or an expression of one or several words: see `Language`. */
const TERM = String.raw`(\$[a-z-]+|\*?[a-z0-9]+\*?!?(_\*?[a-z0-9]+\*?!?)*)`;
const PART = new RegExp(String.raw`^(~\d+|-?${TERM}(/${TERM})*)$`);

const words = z
  .string()
  .refine(
    (written) => written.split(' ').every((part) => PART.test(part)),
    'words are in plain letters, one space apart',
  );
const wordRules = z.record(id, z.array(words).min(1));

const languageSchema = z.strictObject({
  groups: z.record(id, words),
  signs: wordRules,
  hints: wordRules,
  harmless: words,
  mild: words,
  sharp: words,
  person: words,
  telling: words,
  filler: words,
  races: words,
  raceNames: words,
  muscles: z.record(id, words),
}) satisfies z.ZodType<Language>;

const regionSchema = z.strictObject({
  name: text(40),
  calledToo: z.array(text(40)),
  within: z.enum(REGIONS).optional(),
  emergency: text(20).nullable(),
  advice: text(40).nullable(),
  crisis: text(60).nullable(),
  crisisByText: text(40).nullable(),
  youth: text(60).nullable(),
  units: z.enum(UNITS),
  zones: z.array(z.string().refine(isZone, 'is no time zone')),
  sources: z.array(text(120)),
}) satisfies z.ZodType<RegionLines>;

const adviceSchema = z.strictObject({ text: text(300), 'without-race': text(300).optional(), ...evidence });

/** The texts of one kind, one for each of `keys`. */
const forEach = <K extends string, T extends z.ZodType>(keys: readonly K[], schema: T) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, schema])) as Record<K, T>);

/** Discord's limits: 45 characters for the label of a field, 100 for what can be chosen and what explains it. */
const [LABEL, OPTION] = [45, 100];

const signSchema = z.strictObject({
  id,
  label: text(OPTION),
  more: text(OPTION).optional(),
  from: day,
  to: day.nullable(),
}) satisfies z.ZodType<SignChoice>;

const checkinSchema = z.strictObject({
  note: text(240),
  questions: z
    .array(
      z.strictObject({
        item: z.enum(ITEMS),
        label: text(LABEL),
        steps: z.array(text(OPTION)).length(SCORES.length),
      }),
    )
    .length(ITEMS.length),
  levels: forEach(
    LEVELS.filter((level) => level !== 'red-flag'),
    z.strictObject({ line: text(60), today: text(300), 'without-plan': text(300), ...evidence }),
  ),
  expected: adviceSchema,
  young: adviceSchema,
  followUps: forEach(FOLLOW_UPS, adviceSchema),
  protect: adviceSchema,
  walking: text(120),
  evening: adviceSchema,
  painkillers: adviceSchema,
  places: z.record(id, z.array(id).min(1).max(MOST_SIGNS)),
  gentle: z.record(id, z.array(id).min(1)),
  watch: z
    .array(
      z.strictObject({
        from: day,
        to: day.nullable(),
        lines: z
          .array(z.strictObject({ text: text(100), signs: z.array(id).min(1) }))
          .min(1)
          .max(6),
      }),
    )
    .min(1),
  signs: z.array(signSchema).min(1),
  ...evidence,
}) satisfies z.ZodType<CheckinContent>;

const sourceSchema = z.strictObject({
  title: text(140),
  short: text(28),
  url: z.url({ protocol: /^https?$/ }).optional(),
  read: z.enum(['own-page', 'reprint', 'not-read']),
}) satisfies z.ZodType<Source>;

/** Everything in the check-ins that rests on something, by a name for a message. */
function evidenceOfCheckins(checkin: CheckinContent): { id: string; sources: readonly string[] }[] {
  const { levels, followUps, expected, young, protect, evening, painkillers } = checkin;
  const parts = { checkin, ...levels, ...followUps, expected, young, protect, evening, painkillers };
  return Object.entries(parts).map(([id, { sources }]) => ({ id, sources }));
}

/** Those of the ids that aren't among the known ones. */
function unknownOf(ids: readonly string[], known: readonly string[]): string[] {
  const all = new Set(known);
  return ids.filter((id) => !all.has(id));
}

const idsOf = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);

/** A check-in must ask for every item once, offer every sign on some day, and never more than Discord shows. */
function problemsOfCheckins({ checkin, redFlags, muscles, exercises }: Content): string[] {
  const { questions, signs, places, watch, gentle } = checkin;
  const inOrder = signsByUrgency(signs, redFlags);
  const days = [...signs, ...watch].flatMap(({ from, to }) => (to === null ? [from] : [from, to, to + 1]));
  const crowded = days.filter((day) =>
    PAGES.some((page) => signsOn(inOrder, day).filter((sign) => pageOf(sign) === page).length > MOST_SIGNS),
  );
  const unwatched = days.flatMap((day) => {
    const watched = watchOn(watch, day).flatMap((line) => line.signs);
    return signsOn(inOrder, day)
      .filter(({ choice, flag }) => flag.level === 'emergency' && !watched.includes(choice.id))
      .map(({ choice }) => `nothing asks for the sign "${choice.id}" first on day ${day}`);
  });
  const watched = watch.flatMap(({ lines }) => lines.flatMap((line) => line.signs));
  const offered = [...idsOf(signs), ...Object.values(places).flat(), ...watched];
  const musclesNotIn = (known: object) => unknownOf(idsOf(muscles), Object.keys(known));
  return [
    ...ITEMS.filter((item, place) => questions[place]?.item !== item).map(
      (item) => `no question on ${item} in its place`,
    ),
    ...unknownOf(idsOf(redFlags), idsOf(signs)).map((sign) => `no check-in offers the sign "${sign}"`),
    ...unknownOf(offered, idsOf(redFlags)).map((sign) => `a check-in offers the unknown sign "${sign}"`),
    ...musclesNotIn(places).map((muscle) => `no signs for an ache in "${muscle}"`),
    ...musclesNotIn(gentle).map((muscle) => `nothing gentle for sore muscles in "${muscle}"`),
    ...unknownOf(Object.values(gentle).flat(), idsOf(exercises)).map(
      (exercise) => `sore muscles are offered the unknown exercise "${exercise}"`,
    ),
    ...unwatched,
    ...crowded.map((day) => `more than ${MOST_SIGNS} signs on a page of day ${day}`),
  ];
}

/** Words must point to what there is, and every language has words for every sign. */
function problemsOfLanguages({ languages, redFlags, muscles, areas }: Content): string[] {
  const known = idsOf(redFlags);
  return languages.flatMap((language, place) => {
    const { groups, signs, hints } = language;
    const problem = problemOf(() => {
      for (const rule of [...Object.values(signs), ...Object.values(hints)].flat()) wordRule(rule, groups);
      for (const part of Object.values(groups)) spelledOut(part, groups);
    });
    const pointedTo = [...Object.keys(signs), ...Object.keys(hints)];
    return [
      ...(problem === undefined ? [] : [problem]),
      ...unknownOf(pointedTo, known).map((sign) => `words point to the unknown sign "${sign}"`),
      ...unknownOf(known, Object.keys(signs)).map(
        (sign) => `language ${place + 1} has no words for "${sign}"`,
      ),
      ...unknownOf(Object.keys(language.muscles), idsOf([...muscles, ...areas])).map(
        (name) => `words name the unknown muscle "${name}"`,
      ),
    ];
  });
}

function problemOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What no single file can tell: that ids are unique and everything referred to is there. */
function checkReferences(content: Content): void {
  const problems: string[] = [];
  const named = {
    exercises: content.exercises,
    tips: content.tips,
    plans: content.plans.plans,
    'red flags': content.redFlags,
    'signs of a check-in': content.checkin.signs,
    muscles: content.muscles,
  };
  for (const [what, things] of Object.entries(named)) {
    const ids = idsOf(things);
    const twice = ids.find((id, place) => ids.indexOf(id) !== place);
    if (twice) problems.push(`two ${what} are called "${twice}"`);
  }
  const [muscles, exercises] = [idsOf(content.muscles), idsOf(content.exercises)];
  for (const { id, muscle, easier } of content.exercises) {
    if (!muscles.includes(muscle)) problems.push(`exercise "${id}" is for the unknown muscle "${muscle}"`);
    if (easier.exercise && !exercises.includes(easier.exercise))
      problems.push(`exercise "${id}" names the unknown easier exercise "${easier.exercise}"`);
  }
  for (const { id, muscles: offered } of content.areas)
    for (const muscle of unknownOf(offered, muscles))
      problems.push(`the area "${id}" offers the unknown muscle "${muscle}"`);
  problems.push(...problemsOfCheckins(content), ...problemsOfLanguages(content));
  for (const { id, sources } of [
    ...content.exercises,
    ...content.tips,
    ...content.plans.plans,
    ...content.redFlags,
    ...evidenceOfCheckins(content.checkin),
  ])
    for (const source of sources)
      if (!content.sources[source]) problems.push(`"${id}" cites the unknown source "${source}"`);
  if (problems.length > 0)
    throw new StartError(`The content in data/ does not hold together: ${problems.join('; ')}.`);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/**
 * Reads and checks all content below `folder` (the project's `data/`).
 * @throws {StartError} naming the file and the place of the first fault.
 */
export function loadContent(folder: string): Content {
  const read = <T>(file: string, schema: z.ZodType<T>) =>
    readJson(`data/${file}`, join(folder, file), schema);
  const groups = readdirSync(join(folder, 'exercises'))
    .filter((file) => file.endsWith('.json'))
    .sort();
  const languages = readdirSync(join(folder, 'words')).sort();
  const content: Content = {
    muscles: read('muscles.json', z.array(muscleSchema).min(1)),
    areas: read('areas.json', z.array(areaSchema)),
    exercises: groups.flatMap((file) => read(join('exercises', file), z.array(exerciseSchema).min(1))),
    tips: read('tips.json', z.array(tipSchema).min(1)),
    plans: read('plans.json', plansSchema),
    redFlags: read('red-flags.json', z.array(redFlagSchema).min(1)),
    languages: languages.map((file) => read(join('words', file), languageSchema)),
    checkin: read('checkin.json', checkinSchema),
    helpLines: read('help-lines.json', forEach(REGIONS, regionSchema)),
    sources: read('sources.json', z.record(z.string(), sourceSchema)),
  };
  checkReferences(content);
  return deepFreeze(content);
}
