import { ComponentType as C } from 'discord-api-types/v10';
import { badForm, type FormFault, fault } from './errors.ts';
import { type Component, flatten } from './limits.ts';

const SCHEME = 'attachment://';

type Named = readonly [url: unknown, path: FormFault['path']];

/** The addresses that a component shows pictures and files by. */
function mediaOf(component: Component, path: FormFault['path']): Named[] {
  const urlIn = (media: unknown) => (media as { url?: unknown } | undefined)?.url;
  switch (component.type) {
    case C.MediaGallery:
      return ((component['items'] as { media: unknown }[] | undefined) ?? []).map(
        ({ media }, place): Named => [urlIn(media), [...path, 'items', place, 'media', 'url']],
      );
    case C.Thumbnail:
      return [[urlIn(component['media']), [...path, 'media', 'url']]];
    case C.File:
      return [[urlIn(component['file']), [...path, 'file', 'url']]];
    default:
      return [];
  }
}

/**
 * Checks that `attachment://NAME` names a file of the message, and that a file component has nothing else. The codes are
 * those that bots have reported; Discord documents none.
 * @throws {Refusal}
 */
export function checkMedia(
  components: readonly Component[],
  filenames: readonly string[],
  under: FormFault['path'] = [],
): void {
  const faults = flatten(components, [...under, 'components']).flatMap(([component, at]) =>
    mediaOf(component, at).flatMap(([said, path]): FormFault[] => {
      const url = String(said);
      if (!url.startsWith(SCHEME))
        return component.type === C.File
          ? [fault(path, 'UNFURLED_MEDIA_ITEM_URL_INVALID', 'Only attachment:// can be used here')]
          : [];
      if (filenames.includes(url.slice(SCHEME.length))) return [];
      return [
        fault(
          path,
          'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
          'The referenced attachment was not found',
        ),
      ];
    }),
  );
  if (faults.length > 0) throw badForm(faults);
}
