import { h, render } from 'preact';
import { App } from './app.ts';
import { openStore } from './store.ts';

const store = openStore();
const draw = () => {
  document.documentElement.dataset['theme'] = store.view().theme;
  render(h(App, { store, view: store.view() }), document.body);
};
store.onChange(draw);
draw();
