import { type ComponentChildren, h, type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface PopupProps {
  /** The element that it belongs to. */
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

const GAP = 6;
const NARROWEST = 260;

/** Where a popup of some height fits best: below its element or above, always within the window. */
function place(popup: HTMLElement, anchor: HTMLElement): void {
  const { left, width, top, bottom } = anchor.getBoundingClientRect();
  const wide = Math.min(Math.max(width, NARROWEST), innerWidth - 2 * GAP);
  const below = innerHeight - bottom - 2 * GAP;
  const above = top - 2 * GAP;
  const up = below < Math.min(popup.scrollHeight, 280) && above > below;
  Object.assign(popup.style, {
    width: `${wide}px`,
    left: `${Math.max(GAP, Math.min(left, innerWidth - wide - GAP))}px`,
    maxHeight: `${Math.min(up ? above : below, 360)}px`,
    top: up ? 'auto' : `${bottom + GAP}px`,
    bottom: up ? `${innerHeight - top + GAP}px` : 'auto',
  });
}

/**
 * Something that opens above everything else. It closes when the reader presses elsewhere, or when its element leaves
 * the window.
 */
export function Popup({ anchor, onClose, children }: PopupProps) {
  const own = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current: popup } = own;
    if (!popup || !anchor.current) return;
    popup.showPopover();
    place(popup, anchor.current);
  }, []);
  useEffect(() => {
    const turned = ({ target }: Event) => {
      const inside = [own.current, anchor.current].some((one) => one?.contains(target as Node));
      if (!inside) onClose();
    };
    // New messages scroll the list: a popup follows its element.
    const scrolled = ({ target }: Event) => {
      if (!own.current || !anchor.current || !(target as Node).contains(anchor.current)) return;
      const { top, bottom } = anchor.current.getBoundingClientRect();
      if (bottom < 0 || top > innerHeight) onClose();
      else place(own.current, anchor.current);
    };
    document.addEventListener('pointerdown', turned);
    document.addEventListener('scroll', scrolled, true);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', turned);
      document.removeEventListener('scroll', scrolled, true);
      window.removeEventListener('resize', onClose);
    };
  }, [onClose]);
  return h('div', { ref: own, popover: 'manual', class: 'popup' }, children);
}
