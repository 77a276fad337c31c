// Before a meeting begins: what is as it was rehearsed and what is not, who is here, and the start.

import { code } from './desk_people.js';
import { StageView } from './stage.js';
import { act, count, day, made, say } from './widgets.js';

const MARKS = { fine: '✓', differs: '!', failed: '✕', 'not checked': '?' };
// The screen on which each recorded scene has to fit, its edges taken off.
const [WIDE, HIGH] = [1280 - 64, 720 - 64];

export function lobby(client, parent, data, { start, recheck, record, openRoom }) {
  const left = made('div', 'before', parent);
  made('p', 'kicker', left, [client.meeting.organisation, day(client.meeting.day)].filter(Boolean).join(' · '));
  made('h1', '', left, client.meeting.title);
  const row = made('div', 'row', left);
  const begin = made('button', 'primary large', row, 'Start the meeting');
  const room = made('button', '', row, 'Open the room’s screen');
  const verdict = made('p', 'fine', left);
  const said = made('p', 'said', left);
  said.setAttribute('role', 'status');
  const table = made('div', 'checks', left);
  const tools = made('div', 'row', left);
  const [again, all] = [made('button', 'small', tools, 'Check again'), made('button', 'small', tools, 'Record all scenes')];
  for (const button of [begin, room, again, all]) button.type = 'button';
  begin.addEventListener('click', () => act(begin, said, start));
  room.addEventListener('click', openRoom);
  again.addEventListener('click', recheck);
  all.addEventListener('click', () => act(all, said, async () => {
    say(said, 'Recording…');
    await record();
    recheck();
    return 'All scenes are recorded.';
  }));
  const side = made('aside', 'guests', parent);
  if (data.codes.guests) code(side, 'Guests come in here', data.codes.guests, data.links.guests);
  if (data.codes.remote) code(side, 'Your phone as a remote', data.codes.remote, data.links.remote);
  return {
    check: (checks) => show(client, table, verdict, checks, data.plotly),
    // What is not as rehearsed when the meeting begins.
    get differing() {
      return [...table.querySelectorAll('[data-state=differs], [data-state=failed]')].map(({ dataset }) => dataset.id);
    },
  };
}

function show(client, table, verdict, checks, plotly) {
  if (!checks) return;
  table.replaceChildren();
  for (const item of checks.items) line(table, item);
  judge(verdict, checks.open);
  const fits = line(table, { id: 'screen', title: 'Screen', state: 'not checked', word: 'Not checked', colour: 'gray', text: 'Checking…', remedy: '' });
  measure(client, plotly).then((found) => {
    fill(fits, found);
    judge(verdict, checks.open + (found.state === 'differs'));
  }, () => fill(fits, unknown('The recordings can’t be had now.')));
}

const judge = (verdict, open) =>
  say(verdict, open ? `${count(open, 'item')} below ${open === 1 ? 'is' : 'are'} not as rehearsed. You can start all the same; the log says so.` : 'All is as it was rehearsed.');

const unknown = (text, remedy = '') => ({ state: 'not checked', word: 'Not checked', colour: 'gray', text, remedy });

function line(table, item) {
  const row = made('div', 'check', table);
  row.dataset.id = item.id;
  made('span', 'badge', row);
  made('strong', '', row, item.title);
  made('span', 'found', row);
  made('span', 'fine', row);
  fill(row, item);
  return row;
}

function fill(row, { state, word, colour, text, remedy }) {
  const [badge, , found, cure] = row.children;
  row.dataset.state = state;
  badge.dataset.colour = colour;
  say(badge, `${MARKS[state]} ${word}`);
  say(found, text);
  say(cure, remedy);
}

// Draws every recorded scene out of sight, as large as a projector shows it, and says which are taller.
async function measure(client, plotly) {
  const { scenes } = await client.get('recordings');
  if (!scenes.length) return unknown('Known once scenes are recorded.', 'Record all scenes.');
  const stand = made('div', 'beyond', document.querySelector('.desk'));
  Object.assign(stand.style, { width: `${WIDE}px`, height: `${HIGH}px` });
  const picture = made('steerco-picture', '', stand);
  picture.setAttribute('stage', '');
  picture.setAttribute('plotly', plotly);
  const view = new StageView(picture, { room: () => HIGH });
  const tall = [];
  try {
    for (const [index, { hash }] of scenes.entries()) {
      view.show(await client.picture({ hash }), { isAnother: true });
      if (picture.offsetHeight > HIGH + 1) tall.push(index + 1);
    }
  } finally {
    view.sizes.disconnect();
    stand.remove();
  }
  const at = `${scenes.length} recorded ${scenes.length === 1 ? 'scene' : 'scenes'} at 1280 × 720`;
  if (!tall.length) return { state: 'fine', word: 'Fine', colour: 'green', text: `${at}: each fits the screen.`, remedy: '' };
  const which = `${tall.length === 1 ? 'scene' : 'scenes'} ${tall.join(', ')}`;
  return { state: 'differs', word: 'Differs', colour: 'orange', text: `${at}: ${which} taller than the screen.`, remedy: 'Name fewer blocks in `show`.' };
}
