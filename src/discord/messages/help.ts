import type { Picture } from '../../services/pictures.ts';
import type { Message } from '../command.ts';
import type { CatalogueEntry, CommandCatalogue } from '../command-catalogue.ts';
import { calmCard, either, line, picture, quoted, smallText, text } from './components.ts';
import { ASK_FIRST, GENERAL_SAFETY, GRADES_IN_WORDS } from './evidence.ts';

export function helpMessage({ entries, mention }: CommandCatalogue, pictures: readonly Picture[]): Message {
  const grades = Object.entries(GRADES_IN_WORDS).map(([grade, words]) => `${grade}: ${words}`);
  const message = calmCard(
    text('## What you can ask me\nExercises come with pictures, such as this one.'),
    ...pictures.map(picture),
    text(entries.map((entry) => `${mention(entry.path)}\n${entry.description}`).join('\n')),
    line(),
    smallText(
      'Answers are for your eyes only, unless you share them.',
      'Tips and routines name their source and how sure it is.',
      ...grades,
      ASK_FIRST,
      GENERAL_SAFETY,
    ),
  );
  return { ...message, files: pictures };
}

function optionText({ name, description, required }: CatalogueEntry['options'][number]): string {
  return `- \`${name}\`${required ? '' : ' (if you like)'}: ${description}`;
}

export function commandHelpMessage(
  entry: CatalogueEntry,
  { mention }: CommandCatalogue,
  pictures: readonly Picture[],
): Message {
  const options = entry.options.map(optionText).join('\n');
  const message = calmCard(
    text(`## ${mention(entry.path)}\n${entry.description}`),
    ...pictures.map(picture),
    ...(options === '' ? [] : [text(options)]),
    ...(entry.examples.length > 0
      ? [text(`For example: ${entry.examples.map((one) => `\`/${one}\``).join(', ')}`)]
      : []),
  );
  return { ...message, files: pictures };
}

/** No command goes by that name. `lines`: what stands there in case it was about a feeling. */
export function unknownTopicOfHelpMessage(
  asked: string,
  nearest: readonly CatalogueEntry[],
  { mention, entries }: CommandCatalogue,
  lines: readonly string[],
): Message {
  const offered = (nearest.length > 0 ? nearest : entries).map((entry) => mention(entry.path));
  return calmCard(
    text(`I have no command called ${quoted(asked)}. Did you mean ${either(offered)}?`),
    ...lines.map((one) => text(one)),
  );
}
