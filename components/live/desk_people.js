// Who is here, how guests come in, and the room's number, as who presents has them.

import { choice } from './desk_vote.js';
import { given, spread } from './number.js';
import { order } from './desk_questions.js';
import { act, count, made, say } from './widgets.js';

const ROLES = { presenter: 'presents', chair: 'chair', member: 'member', guest: 'guest' };

// `codes` are QR codes as SVG texts by seat.
export function peoplePanel(parent, { codes, links }, { client, drive }) {
  const crowd = made('p', 'turnout', parent);
  const list = made('ul', 'people', parent);
  const rows = new Map();
  const said = made('p', 'said', parent);
  said.setAttribute('role', 'status');
  const corner = Object.assign(made('input', '', null), { type: 'checkbox' });
  made('label', 'tick', parent).append(corner, ' Code and questions in a corner of the room’s screen');
  corner.addEventListener('change', () => act(corner, said, () => drive('corner', { on: corner.checked })));
  if (codes.guests) code(parent, 'Guests come in here', codes.guests, links.guests);
  if (codes.remote) code(parent, 'Your phone as a remote', codes.remote, links.remote);
  return ({ people, driver }, present, stage) => {
    corner.checked = stage.corner;
    say(crowd, `${count(present, 'screen')} connected, this one included.`);
    for (const person of people) {
      if (!rows.has(person.seat)) {
        const element = made('li', '');
        made('span', 'dot', element);
        made('span', 'name', element, person.name);
        const give = made('button', 'small', element, 'Hand over');
        give.type = 'button';
        give.addEventListener('click', () => act(give, said, () => drive('give', { to: person.seat })));
        rows.set(person.seat, { element, give, about: made('span', 'fine', element) });
      }
      const { element, about, give } = rows.get(person.seat);
      give.hidden = person.role !== 'presenter' || person.seat === driver?.seat || driver?.seat !== client.seat;
      element.toggleAttribute('data-here', person.here);
      say(about, `${ROLES[person.role] ?? person.role}, ${person.here ? 'here' : 'not here'}`);
    }
    order(list, people.map(({ seat }) => rows.get(seat).element));
  };
}

export function code(parent, title, svg, link) {
  const box = made('figure', 'code', parent);
  const image = made('img', '', box);
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  image.alt = `QR code: ${title}`;
  const words = made('figcaption', '', box);
  made('strong', '', words, title);
  const button = made('button', 'small', words, 'Copy link');
  button.type = 'button';
  const said = made('p', 'said', words);
  said.setAttribute('role', 'status');
  button.addEventListener('click', () => act(button, said, () => navigator.clipboard.writeText(link).then(() => 'Copied.')));
  return box;
}

// The room's number: each member says what they believe of a driver in doubt.
export function numberPanel(client, parent, drivers, drive) {
  const start = made('div', 'opening', parent);
  made('p', 'fine', start, 'Each member sets the value that they believe; all see how the values are spread and what each gives.');
  const driver = choice(start, 'Driver in doubt', drivers.map(({ name, label }) => [name, label]));
  const ask = made('button', 'primary', start, 'Ask the room');
  const running = made('div', 'ballot', parent);
  const title = made('h3', '', running);
  const sent = made('p', 'turnout', running);
  const dots = made('div', 'spread', running);
  const row = made('div', 'row', running);
  const reveal = made('button', 'small primary', row, 'Show the values');
  const median = made('button', 'small', row, 'Median on stage (M)');
  const end = made('button', 'small', row, 'End');
  const said = made('p', 'said', parent);
  said.setAttribute('role', 'status');
  for (const button of [ask, reveal, median, end]) button.type = 'button';
  ask.addEventListener('click', () => act(ask, said, () => drive('number', { driver: driver.value })));
  reveal.addEventListener('click', () => act(reveal, said, () => drive('reveal')));
  median.addEventListener('click', () => act(median, said, () => drive('median')));
  end.addEventListener('click', () => act(end, said, () => drive('number', { driver: '' })));
  return ({ number }) => {
    start.hidden = Boolean(number) || !drivers.length;
    running.hidden = !number;
    if (!number) return;
    say(title, number.label);
    say(sent, given(number));
    reveal.hidden = Boolean(number.spread) || !number.given;
    median.hidden = !number.given;
    spread(dots, number);
  };
}
