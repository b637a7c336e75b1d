import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Something in the list above the composer, and what picking it does. */
export interface Candidate {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly note: string;
  pick(): void;
}

/** The list above the composer: commands, or what can be entered. */
export function Choices({
  id,
  title,
  hint,
  offered,
  active,
}: {
  id: string;
  title: string;
  hint: string;
  offered: readonly Candidate[];
  active: number;
}) {
  const current = useRef<HTMLDivElement>(null);
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest' }), [active]);
  return h(
    'div',
    { class: 'offers' },
    h('div', { class: 'offers-title' }, h('strong', null, title), hint && h('span', null, hint)),
    offered.length > 0 &&
      h(
        'div',
        { id, role: 'listbox', 'aria-label': title, class: 'options', tabIndex: 0 },
        offered.map(({ key, label, description, note, pick }, place) =>
          h(
            'div',
            {
              key,
              id: `${id}-${place}`,
              ref: place === active ? current : undefined,
              role: 'option',
              'aria-selected': place === active,
              class: place === active ? 'option active' : 'option',
              // Before the field loses the focus.
              onPointerDown: (event: PointerEvent) => event.preventDefault(),
              onClick: pick,
            },
            h(
              'span',
              { class: 'option-text' },
              h('span', { class: 'option-label' }, label),
              description && h('span', { class: 'option-description' }, description),
            ),
            note && h('span', { class: 'option-note' }, note),
          ),
        ),
      ),
  );
}
