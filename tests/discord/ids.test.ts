import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { readComponentId } from '../../src/discord/component-id.ts';
import * as byCommand from '../../src/discord/ids.ts';
import { ITEMS, type Score, type Scores } from '../../src/domain/checkin.ts';
import { KINDS, MOMENTS } from '../../src/domain/exercise.ts';
import { PLACE_CHANGES } from '../../src/domain/led-roster.ts';
import { SESSION_PRESSES } from '../../src/domain/session-view.ts';
import { TOPICS } from '../../src/domain/tip.ts';

const { runIds, raceIds, recoveryIds, stretchIds, meIds } = byCommand;

type AnyId = ((...parts: never[]) => string) & {
  readonly command: string;
  readonly action: string;
  readonly read: (args: readonly string[]) => readonly unknown[] | undefined;
};
const ids: readonly AnyId[] = Object.values(byCommand).flatMap((of) => Object.values<AnyId>(of));

const scores = (...given: readonly Score[]) =>
  Object.fromEntries(ITEMS.map((item, place) => [item, given[place]])) as Scores;

const USER = '81384788765712384';
const AT = 1_795_000_000_000;

/** What the version of 27 November 2026 (commit 7110487) put on messages, with each form that its parts may take. */
const OF_THE_FIRST_VERSION: readonly (readonly [made: string, id: AnyId, parts: readonly unknown[]])[] = [
  ['run:going:1', runIds.going, [1]],
  ['run:maybe:23', runIds.maybe, [23]],
  ['run:no:999999999', runIds.no, [999_999_999]],
  ['run:pace:7', runIds.pace, [7]],
  ['run:attendance-look:7:1', runIds.look, [7, 1]],
  ['run:attendance-look:7:101', runIds.look, [7, 101]],
  ['run:attendance-keep:7:1', runIds.save, [7, 1]],
  ['run:attendance-page:7:1:0', runIds.page, [7, 1, 0]],
  ['run:attendance-page:7:26:v', runIds.page, [7, 26, 31]],
  ['run:attendance-page:7:101:jz6rj', runIds.page, [7, 101, 33_554_431]],
  ['run:attendance-came:7:1:0', runIds.came, [7, 1, 0]],
  ['run:attendance-came:7:101:130', runIds.came, [7, 101, 130]],

  ['race:racing:4', raceIds.racing, [4]],
  ['race:not:4', raceIds.not, [4]],

  ['recovery:another-tip:', recoveryIds.anotherTip, ['']],
  ...TOPICS.map((topic) => [`recovery:another-tip:${topic}`, recoveryIds.anotherTip, [topic]] as const),
  ['recovery:plan', recoveryIds.plan, []],
  ['recovery:check-in:4', recoveryIds.checkIn, [4]],
  ['recovery:signs:', recoveryIds.signs, [null]],
  ['recovery:signs:0', recoveryIds.signs, [0]],
  ['recovery:signs:4', recoveryIds.signs, [4]],
  ['recovery:none:', recoveryIds.none, [null]],
  ['recovery:none:0', recoveryIds.none, [0]],
  ['recovery:none:4', recoveryIds.none, [4]],
  ['recovery:none-tonight:4', recoveryIds.noneTonight, [4]],
  ['recovery:form:', recoveryIds.form, [null]],
  ['recovery:form:0', recoveryIds.form, [0]],
  ['recovery:form:4', recoveryIds.form, [4]],
  ['recovery:sore:', recoveryIds.sore, [null]],
  ['recovery:sore:0', recoveryIds.sore, [0]],
  ['recovery:sore:4', recoveryIds.sore, [4]],
  ['recovery:keep:::12345', recoveryIds.keep, [null, null, scores(1, 2, 3, 4, 5)]],
  ['recovery:keep:4:0:33333', recoveryIds.keep, [4, 0, scores(3, 3, 3, 3, 3)]],
  ['recovery:keep:4:28:54321', recoveryIds.keep, [4, 28, scores(5, 4, 3, 2, 1)]],
  ['recovery:stop-keeping', recoveryIds.stopKeeping, []],
  ['recovery:forget-answers', recoveryIds.forgetAnswers, []],
  ['recovery:read', recoveryIds.read, []],

  ['stretch:show:calves:::5:0', stretchIds.show, ['calves', null, null, 5, 0]],
  ['stretch:another:calves:::5:1', stretchIds.another, ['calves', null, null, 5, 1]],
  ['stretch:share:hip-flexors:::2:0', stretchIds.share, ['hip-flexors', null, null, 2, 0]],
  ['stretch:guide:calves:::15:12', stretchIds.guide, ['calves', null, null, 15, 12]],
  ...MOMENTS.flatMap((moment) =>
    ['', ...KINDS].map(
      (kind) =>
        [
          `stretch:another:calves:${moment}:${kind}:5:1`,
          stretchIds.another,
          ['calves', moment, kind || null, 5, 1],
        ] as const,
    ),
  ),
  ...SESSION_PRESSES.map(
    (press) => [`stretch:session:812:${press}:11`, stretchIds.session, [812, press, 11]] as const,
  ),
  ['stretch:session:1:go:0', stretchIds.session, [1, 'go', 0]],
  ['stretch:signs:812', stretchIds.signs, [812]],
  ['stretch:done', stretchIds.done, []],
  ['stretch:read', stretchIds.read, []],

  [`me:erase:${USER}:${AT}`, meIds.erase, [USER, AT]],
  ['me:keep', meIds.keep, []],
  ['me:notify:1111', meIds.notify, ['1111']],
  ['me:notify:0010', meIds.notify, ['0010']],
  ['me:pictures:still', meIds.pictures, ['still']],
  ['me:pictures:moving', meIds.pictures, ['moving']],
  ['me:goal:0', meIds.goal, ['0']],
  ['me:goal:7', meIds.goal, ['7']],
];

/** What came later. */
const SINCE_THEN: typeof OF_THE_FIRST_VERSION = [
  ['run:post-card:3', runIds.postCard, [3]],
  ['run:cancel:31', runIds.cancel, [31]],
  ['run:keep', runIds.keep, []],
  ['run:undo:31', runIds.undo, [31]],
  ['run:sheet:7', runIds.sheet, [7]],
  ...PLACE_CHANGES.map((change) => [`run:list:7:${change}`, runIds.list, [7, change]] as const),
  ...PLACE_CHANGES.map((change) => [`run:listed:7:${change}`, runIds.listed, [7, change]] as const),
  ['race:post-card:4', raceIds.postCard, [4]],
  ['race:cancel:32', raceIds.cancel, [32]],
  ['race:keep', raceIds.keep, []],
  ['race:undo:32', raceIds.undo, [32]],
  ['recovery:check-in:4:evening', recoveryIds.checkIn, [4, 'evening']],
  ['recovery:begin', recoveryIds.begin, []],
  ['recovery:signs::now', recoveryIds.signs, [null, 'now']],
  ['recovery:signs:4:soon', recoveryIds.signs, [4, 'soon']],
  ['recovery:signs:4:now:evening', recoveryIds.signs, [4, 'now', 'evening']],
  ['recovery:list::now', recoveryIds.list, [null, 'now']],
  ['recovery:list:0:soon', recoveryIds.list, [0, 'soon']],
  ['recovery:list-tonight:4:now', recoveryIds.listTonight, [4, 'now']],
  ['recovery:form:4:2026-11-27', recoveryIds.form, [4, '2026-11-27']],
  ['recovery:form::2028-02-29', recoveryIds.form, [null, '2028-02-29']],
  ['recovery:sore:4:1', recoveryIds.sore, [4, 1]],
  ['recovery:sore::5', recoveryIds.sore, [null, 5]],
  ['me:under-eighteen:on', meIds.under18, ['on']],
  ['me:under-eighteen:erase', meIds.under18, ['erase']],
  ['me:under-eighteen:off', meIds.under18, ['off']],
];

const known = [...OF_THE_FIRST_VERSION, ...SINCE_THEN];

/** How something that was pressed or sent is dispatched: the command and the action that its id names. */
const handlers = commands.flatMap(({ declaration: { name }, press = {}, submit = {} }) =>
  [...Object.keys(press), ...Object.keys(submit)].map((action) => `${name}:${action}`),
);
const nameOf = ({ command, action }: AnyId) => `${command}:${action}`;

describe('a custom id on a message, however old', () => {
  it.each(known)('%s is still read', (made, id, parts) => {
    const { command, action, args } = readComponentId(made);
    expect(`${command}:${action}`).toBe(nameOf(id));
    expect(handlers).toContain(nameOf(id));
    expect(id.read(args)).toEqual(parts);
  });

  it.each(known)('%s is made the same today', (made, id, parts) => {
    expect(Reflect.apply(id, undefined, [...parts])).toBe(made);
  });

  it('is listed here, each kind of them, and has one handler', () => {
    expect(ids.map(nameOf).toSorted()).toEqual(handlers.toSorted());
    expect(new Set(handlers).size).toBe(handlers.length);
    expect([...new Set(known.map(([, id]) => nameOf(id)))].toSorted()).toEqual(handlers.toSorted());
  });
});

describe('what is no id of ours', () => {
  it.each([
    [runIds.going, ['']],
    [runIds.going, ['1e3']],
    [runIds.going, ['-5']],
    [runIds.going, [' 5']],
    [runIds.going, ['0x5']],
    [runIds.going, ['1234567890']],
    [runIds.going, []],
    [runIds.going, ['1', '2']],
    [runIds.look, ['7', '0']],
    [runIds.look, ['7', 'x']],
    [runIds.undo, ['1e3']],
    [raceIds.racing, ['4.0']],
    [recoveryIds.checkIn, ['']],
    [recoveryIds.signs, ['4', 'later']],
    [recoveryIds.list, ['4']],
    [recoveryIds.form, ['4', '27.11.2026']],
    [recoveryIds.keep, ['4', '1', '66666']],
    [recoveryIds.keep, ['4', '1', '3333']],
    [recoveryIds.keep, ['4', '1e1', '33333']],
    [stretchIds.another, ['calves', 'never', '', '5', '0']],
    [stretchIds.another, ['calves', '', '', '99', '0']],
    [stretchIds.another, ['calves', '', '', '5', '9999']],
    [stretchIds.session, ['812', 'fly', '0']],
    [stretchIds.signs, ['']],
    [meIds.erase, ['everybody', '1']],
    [meIds.pictures, ['none']],
    [meIds.under18, ['maybe']],
  ] as readonly (readonly [AnyId, readonly string[]])[])('%o of %o', (id, args) => {
    expect(id.read(args)).toBeUndefined();
  });

  it('is never made, where Discord or we could not take it', () => {
    expect(() => stretchIds.show('a:b', null, null, 5, 0)).toThrow('Unusable custom id');
    expect(() => recoveryIds.anotherTip('x'.repeat(100))).toThrow('Unusable custom id');
  });
});
