import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Media } from '../protocol.ts';

/** The first frame of a picture that moves. */
function Still({ url, description }: { url: string; description: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const picture = new Image();
    picture.onload = () => {
      if (!canvas.current) return;
      canvas.current.width = picture.naturalWidth;
      canvas.current.height = picture.naturalHeight;
      canvas.current.getContext('2d')?.drawImage(picture, 0, 0);
    };
    picture.src = url;
    return () => {
      picture.onload = null;
    };
  }, [url]);
  return h('canvas', { ref: canvas, role: 'img', 'aria-label': description });
}

/** A picture that moves, with a button to stop it. For readers who prefer less motion it waits until it is started. */
export function MovingPicture({ media }: { media: Media }) {
  const { url, name, description } = media;
  const [playing, setPlaying] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  if (url === null) return null;
  return h(
    'div',
    { class: 'moving' },
    playing
      ? h('img', { src: url, alt: description, loading: 'lazy' })
      : h(Still, { url, description: description || name }),
    h(
      'button',
      {
        type: 'button',
        class: playing ? 'play playing' : 'play',
        onClick: () => setPlaying(!playing),
      },
      h('span', { class: 'unseen' }, playing ? 'Stop ' : 'Play '),
      'GIF',
    ),
  );
}
