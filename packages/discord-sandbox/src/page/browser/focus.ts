export const articleOf = (id: string) =>
  document.querySelector<HTMLElement>(`article[data-id="${CSS.escape(id)}"]`);

/** Puts the focus on a whole message, from where Tab goes on through it. */
export function focusOn(article: HTMLElement): void {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.addEventListener('blur', () => article.removeAttribute('tabindex'), { once: true });
}

/** Goes to a message, where it is still shown. */
export function goToMessage(id: string): void {
  const there = articleOf(id);
  if (!there) return;
  there.scrollIntoView({ block: 'center' });
  there.classList.add('found');
  there.addEventListener('blur', () => there.classList.remove('found'), { once: true });
  focusOn(there);
}

/** Puts the focus on the messages as a whole: where the reader goes on when what they pressed is gone. */
export const focusTimeline = () =>
  document.querySelector<HTMLElement>('.timeline')?.focus({ preventScroll: true });

/** Puts the focus on the message next to one that is about to go, or on the newest. */
export function focusBeside(going: HTMLElement | null): void {
  const articles = [...document.querySelectorAll<HTMLElement>('.timeline article')];
  const place = going ? articles.indexOf(going) : -1;
  const next = place < 0 ? articles.at(-1) : (articles[place + 1] ?? articles[place - 1]);
  if (next) focusOn(next);
  else focusTimeline();
}

/** Where letters belong to the element itself: fields, lists to choose from, and dialogs. */
const TAKES_LETTERS =
  'input, textarea, select, video, [contenteditable], [role="combobox"], [role="listbox"], dialog, [popover]';

/** Whether a key is a letter for the composer: as in Discord, one types wherever the focus is. */
export function isForComposer(event: KeyboardEvent): boolean {
  const { key, target, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
  if (defaultPrevented || isComposing || ctrlKey || metaKey) return false;
  // A space presses buttons and scrolls; Alt with a letter is a letter on some keyboards, but opens menus on others.
  if (altKey || key === ' ' || [...key].length !== 1) return false;
  if (document.querySelector('dialog[open]')) return false;
  return !(target instanceof Element && target.closest(TAKES_LETTERS));
}
