import {
  GuildScheduledEventEntityType,
  GuildScheduledEventPrivacyLevel,
  type RESTPostAPIGuildScheduledEventJSONBody,
} from 'discord.js';
import type { Run } from '../../domain/run.ts';
import { aboutHowLong } from '../../domain/run-distance.ts';
import { cut, oneLine } from '../../domain/sanitize.ts';
import { plain, plainLines } from './components.ts';
import { routeInWords } from './run.ts';

/** Discord's limits, in characters. */
const LONGEST = { name: 100, location: 100, description: 1_000 } as const;

/** The last line of an event's description, by which it is found again. */
export const markOf = ({ number }: Run) => `Run ${number} · Cooldown`;

/** What a run is in words, for where its card isn't at hand. */
export function aboutRun(
  run: Pick<Run, 'distance' | 'paces' | 'route'>,
  inWords: (typed: string) => string,
): string[] {
  return [
    ...(run.distance === null ? [] : [`Distance: ${inWords(run.distance)}`]),
    ...(run.paces.length === 0 ? [] : [`Pace: ${run.paces.map(({ label }) => inWords(label)).join(', ')}`]),
    ...routeInWords(run.route, inWords).map((route) => `Route: ${route}`),
  ];
}

function descriptionOf(run: Run): string {
  const card = run.card === null ? 'its card' : `its card in <#${run.card.channelId}>`;
  const foot = `Say whether you come with the buttons of ${card}.\n${markOf(run)}`;
  const notes = run.notes === null ? [] : [plainLines(run.notes)];
  const about = [...aboutRun(run, plain), ...notes].join('\n');
  const fitting = cut(about, LONGEST.description - foot.length - 1).replace(/\\+$/, '');
  return `${fitting}\n${foot}`.trim();
}

/** What the event of a run says. Its name and place are shown as they are, without markup. */
export function changedEventOf(run: Run) {
  return {
    name: oneLine(run.title, LONGEST.name),
    entity_metadata: { location: oneLine(run.meet, LONGEST.location) },
    description: descriptionOf(run),
    scheduled_start_time: isoOf(run.startsAt),
    scheduled_end_time: isoOf(run.startsAt + aboutHowLong(run)),
  };
}

/** A run as one of the server's own events. What is sent with it here is not to be sent again when it changes. */
export const eventOf = (run: Run): RESTPostAPIGuildScheduledEventJSONBody => ({
  entity_type: GuildScheduledEventEntityType.External,
  privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
  ...changedEventOf(run),
});

const isoOf = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString();
