import { useEffect, useState } from 'preact/hooks';
import type { Here } from '../protocol.ts';
import { type Draft, enteredSoFar, type Offer, optionOf } from './command-draft.ts';
import type { Store } from './store.ts';

/** How long to wait after a letter before asking the bot for suggestions, in ms. */
const SUGGEST_AFTER_MS = 120;

/** What the bot suggests for the field that is being typed in; nothing while it is asked. */
export function useSuggestions(store: Store, draft: Draft | undefined, here: Here): readonly Offer[] {
  const [found, setFound] = useState<{ readonly key: string; readonly offers: readonly Offer[] }>({
    key: '',
    offers: [],
  });
  const option = draft && optionOf(draft, draft.focused);
  const asks = draft && option?.suggests;
  const key = asks
    ? JSON.stringify([draft.command.path, option.name, enteredSoFar(draft, option.name, here)])
    : '';
  useEffect(() => {
    if (!asks || !option) return;
    let over = false;
    const timer = setTimeout(async () => {
      const entered = { [option.name]: '', ...enteredSoFar(draft, option.name, here) };
      const offers = await store.suggest(draft.command.path, entered, option.name).catch(() => []);
      if (!over)
        setFound({
          key: option.name,
          offers: offers.map(({ name, value }) => ({ label: name, value, description: '' })),
        });
    }, SUGGEST_AFTER_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  return asks && found.key === option.name ? found.offers : [];
}
