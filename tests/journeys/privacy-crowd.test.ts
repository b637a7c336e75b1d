import Sqlite from 'better-sqlite3';
import type { Member } from 'discord-sandbox';
import { buttonsOf, textOf } from 'discord-sandbox';
import { expect, it } from 'vitest';
import type { PostKind } from '../../src/domain/post.ts';
import { PERSONAL_DATA, TYPED } from '../../src/storage/personal-data.ts';
import { openClub } from './club.ts';
import { bytesWith, columnsWith, textsIn } from './on-disk.ts';
import { callOff } from './run-club.ts';
import { shown } from './said.ts';

const CROWD = 160;
/** Bot, sandbox and a crowd share a processor with other tests. */
const PATIENCE_MS = 60_000;

const ZONE = 'Europe/London';

/** Everything that is told to more people than one message can mention. */
const IN_PARTS: readonly PostKind[] = [
  'run-reminder',
  'run-change',
  'run-cancelled',
  'run-on-again',
  'race-reminder',
  'race-change',
  'race-cancelled',
  'race-on-again',
  'checkin',
];

/** A club in which all of a crowd go to a run and race in a race, after all that is posted about those was posted. */
async function clubWithCrowd() {
  const club = await openClub({ extraMembers: CROWD, patienceMs: PATIENCE_MS });
  const { sandbox, beat } = club;
  const as = (name: string) => sandbox.as(name).in('group-runs');
  const admin = as('admin');
  const crowd = Array.from({ length: CROWD }, (_, one) => as(`member-${one + 1}`));
  const first = Temporal.Instant.fromEpochMilliseconds(sandbox.clock.now())
    .toZonedDateTimeISO(ZONE)
    .toPlainDate();
  const dateOf = (day: number) => first.add({ days: day });
  /** Moves the clock to an hour of the club some days on, and lets the bot look. */
  const on = async (day: number, time: string) => {
    sandbox.clock.set(dateOf(day).toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds);
    await beat();
  };
  await on(1, '12:00');
  const channels = { 'runs-channel': 'group-runs', 'recovery-channel': 'recovery' };
  await admin.run('club setup', { timezone: ZONE, ...channels });
  const run = { when: `${dateOf(3)} 18:30`, meet: 'The boathouse' };
  const race = { date: String(dateOf(13)), distance: '10k' };
  for (const title of ['River run', 'Hill run']) await admin.run('run create', { ...run, title });
  for (const name of ['River race', 'Hill race']) await admin.run('race add', { ...race, name });
  const answers = [
    ['River run', 'Going'],
    ['Hill run', 'Going'],
    ['River race', "I'm racing"],
    ['Hill race', "I'm racing"],
  ] as const;
  for (const [title, label] of answers) {
    const card = await admin.sees(
      (message) => textOf(message).includes(title) && buttonsOf(message).some((one) => one.label === label),
    );
    await Promise.all(crowd.map((member) => member.press(card, label)));
  }

  const callOffTwice = async (what: 'run' | 'race', asked: Record<string, string>) => {
    const done = shown(await callOff(admin, what, asked));
    await beat();
    await admin.press(done, 'Undo');
    await beat();
    await callOff(admin, what, asked);
  };
  await admin.run('run edit', { run: '1', meet: 'The bridge' });
  await callOffTwice('run', { run: '2' });
  await admin.run('race edit', { race: '1', location: 'The river' });
  await callOffTwice('race', { race: '2' });
  await beat();
  await on(2, '18:31');
  await on(3, '16:31');
  await on(3, '21:00');
  await admin.press(shown(await admin.run('run attendance', { run: '1' })), 'Save as it is');
  await on(4, '09:01');
  await on(6, '09:01');
  await on(12, '09:01');
  await on(13, '20:00');
  for (const member of crowd.slice(60, 75)) await member.run('race result', { race: '1', time: '50:00' });
  await on(14, '09:01');
  for (const [one, member] of crowd.slice(65, 80).entries()) await checkIn(member, one % 2 === 0);
  await on(16, '09:01');
  return { ...club, crowd, on };
}

async function checkIn(member: Member, fine: boolean): Promise<void> {
  const { modal } = await member.press(shown(await member.run('recovery checkin')), 'None of these');
  if (!modal) throw new Error('No form came');
  const values = modal.fields.map(({ customId, choices }) => [customId, choices[fine ? 1 : 4]?.label ?? '']);
  await member.submit(modal, Object.fromEntries(values));
}

/** How many posts of each kind were sent. */
function sentIn(databaseFile: string): Readonly<Record<string, number>> {
  const sqlite = new Sqlite(databaseFile, { readonly: true });
  const rows = sqlite
    .prepare("select kind, count(*) from outbox where state = 'sent' group by kind")
    .raw()
    .all();
  sqlite.close();
  return Object.fromEntries(rows as [string, number][]);
}

async function exportOf(member: Member): Promise<string> {
  const [file] = shown(await member.run('me export')).attachments;
  if (!file) throw new Error('No file came');
  return (await fetch(file.url)).text();
}

it(`leaves no byte of members of a crowd of ${CROWD}, wherever on a list of mentions they stood`, async () => {
  const { crowd, databaseFile, beat, on } = await clubWithCrowd();
  const sent = sentIn(databaseFile);
  for (const kind of IN_PARTS) expect(sent[kind], kind).toBeGreaterThanOrEqual(3);
  expect([sent['run-recap'], sent['race-recap']]).toEqual([1, 1]);

  // An id stands alone in a column of the list of personal data, or in a text that somebody typed; nowhere else.
  const traced = new Set<string>(
    Object.values(PERSONAL_DATA).map(({ table, column }) => `${table}.${column}`),
  );
  const typed = new Set(
    Object.entries(TYPED).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
  );
  const ids = new Set(crowd.map(({ id }) => id));
  const elsewhere = textsIn(databaseFile).filter(
    ({ column, text }) =>
      !typed.has(column) &&
      !(traced.has(column) && ids.has(text)) &&
      (text.match(/\d{17,20}/g) ?? []).some((number) => ids.has(number)),
  );
  expect(elsewhere).toEqual([]);

  // The first and the last of each part of the lists, and some between.
  const leaving = [1, 2, 69, 70, 71, 72, 139, 140, 141, 160]
    .map((one) => crowd[one - 1])
    .filter((one) => !!one);
  for (const member of leaving) await member.press(shown(await member.run('me erase')), 'Erase everything');
  await beat();
  const left = () =>
    leaving.map(({ name, id }) => ({
      name,
      columns: columnsWith(databaseFile, id),
      files: bytesWith(databaseFile, id),
    }));
  const nothing = leaving.map(({ name }) => ({ name, columns: [], files: 0 }));
  expect(left()).toEqual(nothing);

  const another = crowd[79];
  const theirs = another && (await exportOf(another));
  expect(theirs).toContain(another?.id);
  for (const { id } of crowd) if (id !== another?.id) expect(theirs).not.toContain(id);

  // What was told of the group stays, and names nobody.
  const recap = await another?.sees((message) => textOf(message).includes('## Results: River race'));
  expect(recap && textOf(recap)).toContain('The day after, about half of those who checked in felt fine.');

  // Nothing brings them back.
  await on(20, '09:01');
  await on(27, '09:01');
  expect(left()).toEqual(nothing);
});
