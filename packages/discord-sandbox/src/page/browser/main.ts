import { h, render } from 'preact';
import { App } from './app.ts';
import { joinClub } from './club.ts';

const club = joinClub();
const draw = () => {
  document.documentElement.dataset['theme'] = club.view().theme;
  render(h(App, { club, view: club.view() }), document.body);
};
club.onChange(draw);
draw();
