// What the desk has in a meeting with others, and in a rehearsal, which nobody follows: the one place that tells them apart.

import { lobby } from './desk_checks.js';
import { PANELS } from './desk_panels.js';
import { result, start } from './desk_rehearsal.js';
import { mount as voice } from './voice.js';
import { made } from './widgets.js';

// `panels` are those beside the picture, `beside` builds what stands under the clock. `ends` are the buttons that end it: their
// words, what they ask first, and what they say to the server. `before` and `after` build what is shown before the start and when
// it is over. `beat` are milliseconds between two signs of life. `elsewhere` is what is asked where it is open in another
// browser, and the word for yes.
const MEETING = {
  panels: Object.keys(PANELS),
  hasRoom: true,
  elsewhere: ['Somebody presents this meeting already', 'Present here'],
  leave: 'Back to the pages of the app. The meeting goes on.',
  ends: [['End', 'End for everybody?', {}]],
  before: (parent, desk) =>
    lobby(desk.client, parent, desk.data, {
      start: () => desk.drive('start', { differing: desk.before.differing.join(', ') }),
      recheck: desk.page.recheck,
      record: () => desk.drive('record'),
      openRoom: desk.openRoom,
    }),
  after: minutes,
  beat: 0,
};

const REHEARSAL = {
  panels: ['notes'],
  hasRoom: false,
  elsewhere: ['This run is open in another browser', 'Go on here'],
  leave: 'Back to the pages of the app. The run goes on.',
  ends: [
    ['Give up', 'Give this run up?', { given_up: true }],
    ['End', 'End this run?', {}],
  ],
  beside: voice,
  before: start,
  after: result,
  beat: 5000,
};

const MODES = { meeting: MEETING, rehearsal: REHEARSAL };

export const modeOf = ({ kind }) => MODES[kind] ?? MEETING;

function minutes(parent, { client }) {
  made('h1', '', parent, 'The meeting has ended');
  made('p', 'fine', parent, 'What was decided is on Decisions. Everybody can save a receipt on the page that they followed.');
  const links = made('p', '', parent);
  for (const [name, path] of [['Minutes to print', 'minutes'], ['Minutes as Markdown', 'minutes.md']]) {
    Object.assign(made('a', '', links, name), { href: client.url(path), target: '_blank', rel: 'noopener' });
    links.append(' ');
  }
  return () => {};
}
