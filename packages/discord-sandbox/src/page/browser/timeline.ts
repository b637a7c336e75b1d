import { Component, Fragment, h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Here, PageMessage } from '../protocol.ts';
import { focusBeside } from './focus.ts';
import { MessageView } from './message.ts';
import { written } from './moment.ts';
import type { Store, View } from './store.ts';

/** Messages of one author that follow each other within this time, in ms, are drawn as one. */
const GOES_ON_MS = 7 * 60_000;

/** How close to an end counts as being there, in px. */
const NEAR = 80;
const FETCH_WITHIN = 1_500;

function goesOn(before: PageMessage | undefined, message: PageMessage): boolean {
  return (
    before !== undefined &&
    before.author.id === message.author.id &&
    message.at - before.at < GOES_ON_MS &&
    before.ephemeral === message.ephemeral &&
    message.answers === null
  );
}

const sameDay = (one: number, other: number) => written(one, 'D') === written(other, 'D');

interface StretchProps {
  readonly store: Store;
  readonly here: Here;
  readonly messages: readonly PageMessage[];
  /** The last message of the stretch above. */
  readonly before: PageMessage | undefined;
  readonly pending: View['pending'];
  readonly troubles: View['troubles'];
}

/** As many as are loaded at a time, so that a stretch keeps its messages when older ones are loaded. */
const STRETCH = 50;

function stretchesOf(messages: readonly PageMessage[]): (readonly PageMessage[])[] {
  const count = Math.ceil(messages.length / STRETCH);
  return Array.from({ length: count }, (_, place) => messages.slice(place * STRETCH, (place + 1) * STRETCH));
}

const sameList = (one: readonly unknown[], other: readonly unknown[]) =>
  one.length === other.length && one.every((each, place) => each === other[place]);

/** Some messages in a row, drawn again only when one of them has changed, because there may be thousands. */
class Stretch extends Component<StretchProps> {
  override shouldComponentUpdate(next: StretchProps): boolean {
    const { here, messages, before, pending, troubles } = this.props;
    const sameUse = messages.every(
      ({ id }) => pending.get(id) === next.pending.get(id) && troubles.get(id) === next.troubles.get(id),
    );
    return here !== next.here || before !== next.before || !sameUse || !sameList(messages, next.messages);
  }
  override render() {
    const { store, here, messages, before: above, pending, troubles } = this.props;
    return messages.map((message, place) => {
      const before = messages[place - 1] ?? above;
      const newDay = !before || !sameDay(before.at, message.at);
      return h(
        Fragment,
        { key: message.id },
        newDay && h('div', { class: 'day' }, h('span', null, written(message.at, 'D'))),
        h(MessageView, {
          store,
          here,
          message,
          goesOn: !newDay && goesOn(before, message),
          pending: pending.get(message.id),
          trouble: troubles.get(message.id),
        }),
      );
    });
  }
}

/** The messages of a channel, newest at the bottom. It stays there unless the reader has gone up. */
export function Timeline({ store, view }: { store: Store; view: View }) {
  const { here, messages, older, dismissed, pending, troubles, notices } = view;
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  /** How far the reader is from the newest message, in px. */
  const fromBottom = useRef(0);
  /** How far down the reader was when last looked at, in px. */
  const lastTop = useRef(0);
  const [away, setAway] = useState(false);
  const shown = messages.filter(({ id }) => !dismissed.has(id));

  /** Keeps the reader where they are, seen from the newest message, whatever grows above or below. */
  function keepPlace(): void {
    const { current } = box;
    if (!current) return;
    current.scrollTop = current.scrollHeight - current.clientHeight - fromBottom.current;
    lastTop.current = current.scrollTop;
  }
  /** Whether we have scrolled up to a message and the scroll event is still to come. */
  function justWentUp(): boolean {
    if (!box.current) return false;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    return scrollTop < lastTop.current && scrollHeight - clientHeight - scrollTop > NEAR;
  }
  const [oldest] = messages;
  const newest = messages.at(-1);
  const before = useRef({ oldest, newest });
  useLayoutEffect(() => {
    const grewBelow = before.current.newest !== newest && before.current.oldest === oldest;
    before.current = { oldest, newest };
    // A reader of older messages isn't moved by new ones.
    if (fromBottom.current <= NEAR || !grewBelow) {
      if (fromBottom.current <= NEAR) fromBottom.current = 0;
      keepPlace();
    }
  }, [messages, notices, troubles]);
  useLayoutEffect(() => {
    if (!box.current || !inner.current) return;
    // Messages have their real height only once they come into view.
    const grown = new ResizeObserver(() => fromBottom.current === 0 && !justWentUp() && keepPlace());
    grown.observe(inner.current);
    grown.observe(box.current);
    return () => grown.disconnect();
  }, [here?.channel]);

  function onScroll(): void {
    const { current } = box;
    if (!current) return;
    // A reader at the bottom stays there when a picture below has loaded.
    const wentUp = current.scrollTop < lastTop.current;
    if (fromBottom.current === 0 && !wentUp) {
      keepPlace();
      return;
    }
    lastTop.current = current.scrollTop;
    const distance = current.scrollHeight - current.clientHeight - current.scrollTop;
    fromBottom.current = distance <= NEAR ? 0 : distance;
    setAway(distance > NEAR);
    if (current.scrollTop < FETCH_WITHIN && older) void store.loadOlder();
  }
  function toPresent(): void {
    const { current } = box;
    if (!current) return;
    current.scrollTop = current.scrollHeight;
    current.focus();
  }
  if (!here) return null;
  return h(
    'div',
    { class: 'timeline-frame' },
    h(
      'div',
      {
        ref: box,
        class: 'timeline',
        role: 'log',
        'aria-label': `Messages in ${here.channel}`,
        tabIndex: 0,
        onScroll,
      },
      h(
        'div',
        { ref: inner, class: 'messages' },
        !older &&
          h(
            'div',
            { class: 'beginning' },
            h('p', { class: 'beginning-title' }, `Welcome to #${here.channel}!`),
            h('p', null, `This is where #${here.channel} begins.`),
          ),
        stretchesOf(shown).map((stretch, place, all) =>
          h(Stretch, {
            key: stretch[0]?.id,
            store,
            here,
            messages: stretch,
            before: all[place - 1]?.at(-1),
            pending,
            troubles,
          }),
        ),
        notices.map(({ id, text }) =>
          h(
            'div',
            { class: 'message notice ephemeral', key: `notice-${id}`, role: 'alert' },
            h('p', { class: 'trouble' }, text),
            h(
              'p',
              { class: 'only-you' },
              'Only you can see this · ',
              h(
                'button',
                {
                  type: 'button',
                  class: 'plain',
                  onClick: () => {
                    focusBeside(null);
                    store.dismissNotice(id);
                  },
                },
                'Dismiss message',
              ),
            ),
          ),
        ),
      ),
    ),
    away && h('button', { type: 'button', class: 'to-present', onClick: toPresent }, 'Jump to present'),
  );
}
