import type { Member, Sandbox } from 'discord-sandbox';
import { USUAL_SETTINGS } from '../../src/domain/club.ts';
import { dateAt } from '../../src/domain/wall-time.ts';
import { saveSettings } from '../../src/storage/clubs.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { insertRace, saveEntry } from '../../src/storage/races.ts';
import { aRacePlan } from '../../tests/fixtures.ts';
import { COOLDOWN, openPlace, startContender } from './contender.ts';
import { spreadOf, table } from './figures.ts';

const WARM_UP = 100;
const MEMBERS = 600;
const ZONE = 'Europe/London';
const DAY = 24 * 60 * 60_000;

/** A club whose members all raced yesterday. */
async function fillRace(file: string, sandbox: Sandbox, racers: readonly Member[]): Promise<void> {
  const db = await openDatabase(file);
  const now = sandbox.clock.now();
  const [guildId = ''] = sandbox.world.guilds.keys();
  await db.transaction().execute(async (trx) => {
    const settings = { ...USUAL_SETTINGS, zone: ZONE, runsChannelId: '1', recoveryChannelId: '1' };
    await saveSettings(trx, guildId, settings, now);
    const plan = aRacePlan({
      date: dateAt(now - DAY, ZONE),
      zone: ZONE,
      distance: { kind: 'half', metres: 21_097, label: 'half marathon' },
    });
    const race = await insertRace(trx, guildId, plan, { userId: racers[0]?.id ?? '', now });
    for (const [order, { id: userId }] of racers.entries()) {
      const said = { racing: true, goalSeconds: null, result: null, resultAt: null, order };
      await saveEntry(trx, race, { ...said, userId });
    }
  });
  await db.destroy();
}

/** Has a member fill in the form, and tells how long the bot took to acknowledge that it was sent, in ms. */
async function checkIn(member: Member): Promise<number> {
  const { message: list } = await member.run('recovery checkin');
  const { modal } = list ? await member.press(list, 'None of these') : {};
  if (!modal) throw new Error('No form was opened');
  const answers = Object.fromEntries(
    modal.fields.map(({ customId }, place) => [customId, String((place % 3) + 3)]),
  );
  const { acknowledgedMs, failure } = await member.submit(modal, answers);
  if (acknowledgedMs === null) throw new Error(failure ?? 'Not acknowledged');
  return acknowledgedMs;
}

/** `npm run bench`: a check-in that is sent, beside a stretch that is asked for, in turn. */
export async function benchCheckins(): Promise<string> {
  const place = await openPlace({ extraMembers: MEMBERS });
  const { sandbox, file } = place;
  const members = Array.from({ length: MEMBERS }, (_, one) => sandbox.as(`member-${one + 1}`));
  await fillRace(file, sandbox, members);
  const bot = await startContender(COOLDOWN, place);
  const [stretches, checkins]: [number[], number[]] = [[], []];
  for (const [turn, member] of members.entries()) {
    const [stretch, checkin] = [await bot.ask(), await checkIn(member)];
    if (turn < WARM_UP) continue;
    stretches.push(stretch);
    checkins.push(checkin);
  }
  await bot.stop();
  await place.close();
  const [stretch, checkin] = [spreadOf(stretches), spreadOf(checkins)];
  return [
    `A check-in sent, beside /stretch, ${checkins.length} times each, in turn`,
    table([
      ['', '/stretch', 'check-in'],
      ...(['p50', 'p95', 'p99'] as const).map((at) => [
        `acknowledged, ${at} (ms)`,
        stretch[at].toFixed(2),
        checkin[at].toFixed(2),
      ]),
    ]),
  ].join('\n');
}
