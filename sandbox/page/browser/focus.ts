export const articleOf = (id: string) =>
  document.querySelector<HTMLElement>(`article[data-id="${CSS.escape(id)}"]`);

/** Puts the focus on a whole message, from where Tab goes on through it. */
export function focusOn(article: HTMLElement): void {
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.addEventListener('blur', () => article.removeAttribute('tabindex'), { once: true });
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
