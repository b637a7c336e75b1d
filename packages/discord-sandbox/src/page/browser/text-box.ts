import { h, type RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { Typing } from './typing.ts';

interface TextBoxProps {
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly channel: string;
  readonly writable: boolean;
  readonly text: string;
  readonly typing: Typing;
  onText(text: string): void;
  onFiles(files: readonly File[]): void;
}

/** A text, and files to go along with it. */
export function TextBox({ area, channel, writable, text, typing, onText, onFiles }: TextBoxProps) {
  const upload = useRef<HTMLInputElement>(null);
  return [
    h(
      'button',
      {
        type: 'button',
        key: 'upload',
        class: 'upload',
        'aria-label': 'Add a file',
        disabled: !writable,
        onClick: () => upload.current?.click(),
      },
      '+',
    ),
    h('input', {
      ref: upload,
      key: 'files',
      type: 'file',
      multiple: true,
      hidden: true,
      tabIndex: -1,
      onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
        onFiles([...(currentTarget.files ?? [])]);
        currentTarget.value = '';
      },
    }),
    h('textarea', {
      ...typing,
      'aria-haspopup': 'listbox',
      ref: area,
      key: 'text',
      rows: 1,
      maxLength: 2_000,
      'aria-label': `Message #${channel}`,
      placeholder: writable ? `Message #${channel}` : `You can't write here; / opens the commands`,
      value: text,
      onInput: ({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => onText(currentTarget.value),
    }),
  ];
}

/** Files that go along with the text, each with a way to leave it out. */
export function ChosenFiles({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  if (files.length === 0) return null;
  return h(
    'ul',
    { class: 'chosen-files' },
    files.map((file) =>
      h(
        'li',
        { key: file.name },
        file.name,
        h(
          'button',
          {
            type: 'button',
            class: 'remove',
            'aria-label': `Remove ${file.name}`,
            onClick: () => onRemove(file),
          },
          '×',
        ),
      ),
    ),
  );
}
