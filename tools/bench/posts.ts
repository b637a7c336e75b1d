import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { loadContent } from '../../src/content.ts';
import { createMessageEdits } from '../../src/services/message-edits.ts';
import { createComposers, createOutbox } from '../../src/services/outbox.ts';
import { keepSeriesGoing } from '../../src/services/series.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { fill } from '../crash/campaign.ts';
import { COOLDOWN, openPlace, startContender } from './contender.ts';
import { spreadOf, table } from './figures.ts';

const content = loadContent(join(import.meta.dirname, '..', '..', 'data'));

const CLUBS = 1_000;
const DUE = 100;
const BEATS = 50;
const NOW = Date.UTC(2026, 11, 1);
const HOUR = 3_600_000;

/** Writes clubs with runs to come and a reminder for each, of which `DUE` are due at `NOW`. */
function fillWithRuns(file: string, runs: number): void {
  const sqlite = new Sqlite(file);
  const club = sqlite.prepare('insert into clubs (guild_id, created_at) values (?, ?)');
  const run = sqlite.prepare(
    `insert into runs (guild_id, number, title, wall, zone, starts_at, meet, paces, created_by, created_at, revision,
      card_channel_id, card_message_id)
     values (?, ?, 'Run', '2026-12-05T07:30', 'Europe/London', ?, 'Here', '[]', '7', 0, 0, '1', '1')`,
  );
  const post = sqlite.prepare(
    `insert into outbox (guild_id, run, key, nonce, due_at, next_at, kind, details, state, tries, edits_wanted, edits_shown,
      edit_next_at)
     values (?, ?, ?, ?, ?, ?, 'run-reminder', '{}', 'waiting', 0, 0, 0, 0)`,
  );
  sqlite.transaction(() => {
    for (let one = 0; one < CLUBS; one++) club.run(String(one), 0);
    for (let one = 0; one < runs; one++) {
      const guild = String(one % CLUBS);
      const number = Math.floor(one / CLUBS) + 1;
      const dueAt = one < DUE ? NOW - 1_000 : NOW + HOUR + one;
      run.run(guild, number, dueAt + 2 * HOUR);
      post.run(guild, number, `run-reminder ${number}`, String(one), dueAt, dueAt);
    }
  })();
  sqlite.close();
}

/** What one look at the tables costs: series to go on, posts that are due, cards that are out of date. */
async function beatCost(runs: number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cooldown-bench-'));
  const file = join(folder, 'bench.sqlite');
  await (await openDatabase(file)).destroy();
  fillWithRuns(file, runs);
  const db = await openDatabase(file);
  const composers = createComposers(content);
  const posts = createOutbox(db, composers);
  const live = createMessageEdits(db, composers, () => NOW);
  const figures: number[] = [];
  for (let beat = 0; beat < BEATS; beat++) {
    const began = performance.now();
    await keepSeriesGoing(db, NOW, (error) => {
      throw error;
    });
    await posts.listWork(NOW);
    const due = await posts.due(NOW, 1_000);
    await live.stale();
    figures.push(performance.now() - began);
    if (due.length !== DUE) throw new Error(`${due.length} are due instead of ${DUE}`);
  }
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
  const { p50, p95, p99 } = spreadOf(figures);
  return [String(runs), ...[p50, p95, p99].map((figure) => figure.toFixed(2))];
}

/** `npm run bench`, the beat: what it costs to see what is due among many runs to come. */
export async function benchBeat(): Promise<string> {
  const rows = [['runs to come, 100 due', 'p50 (ms)', 'p95 (ms)', 'p99 (ms)']];
  for (const runs of [1_000, 100_000, 1_000_000]) rows.push(await beatCost(runs));
  return `One beat\n${table(rows)}`;
}

const BURST_CLUBS = 300;
const BURST_EACH = 10;
const ASKED_EVERY_MS = 50;

/** `npm run bench`, a burst: reminders of many clubs fall due at once, while a member asks for stretches. */
export async function benchBurst(): Promise<string> {
  const place = await openPlace({ idleGuilds: BURST_CLUBS - 1 });
  const { sandbox, file } = place;
  const due = await fill(file, sandbox, BURST_EACH);
  let came = 0;
  let first = 0;
  let last = 0;
  sandbox.messages.on('created', ({ ephemeralFor }) => {
    if (ephemeralFor !== undefined) return;
    came += 1;
    last = performance.now();
    first ||= last;
  });
  const bot = await startContender(COOLDOWN, place);
  const asked: number[] = [];
  while (came < due) {
    asked.push(await bot.ask());
    await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
  }
  const refused = sandbox.traffic.requests.filter(({ status }) => status === 429).length;
  await bot.stop();
  await place.close();
  const { p50, p99 } = spreadOf(asked);
  return [
    `A burst of ${due} reminders in ${BURST_CLUBS} clubs, Discord's limit being 50 requests a second`,
    table([
      ['', 'Cooldown'],
      ['reminders a second', ((due - 1) / ((last - first) / 1_000)).toFixed(1)],
      ['answers of 429', String(refused)],
      [`/stretch meanwhile, p50 of ${asked.length} (ms)`, p50.toFixed(2)],
      ['/stretch meanwhile, p99 (ms)', p99.toFixed(2)],
    ]),
  ].join('\n');
}
