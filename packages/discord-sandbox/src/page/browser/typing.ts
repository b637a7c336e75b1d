/** What every field of the composer has in common: its keys, and the list above it. */
export interface Typing {
  readonly autocomplete: 'off';
  readonly role?: 'combobox';
  readonly 'aria-autocomplete': 'list';
  readonly 'aria-controls': string | undefined;
  readonly 'aria-activedescendant': string | undefined;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-expanded'?: boolean;
  onKeyDown(event: KeyboardEvent): void;
}
