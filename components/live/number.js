// The room's number: for a driver that is in doubt each member sets the value they believe, and all see how those are spread and
// what net present value each of them gives.

import { act, drawn, made, say } from './widgets.js';

const [DOT, GAP, EDGE, WORDS, FOOT] = [8, 3, 44, 76, 52]; // pixels: radius, between dots, at the sides, that a label takes, below
// How wide a letter is, as a share of its size.
const LETTER = 0.58;

// Where a value stands among the stops of its driver.
function placeOf({ stops }, value) {
  const distances = stops.map((stop) => Math.abs(stop - value));
  return distances.indexOf(Math.min(...distances));
}

export const given = ({ given: sent, members }) => `${sent} of ${members} ${members === 1 ? 'has' : 'have'} set a value`;

export function numberCard(client, parent) {
  const card = made('section', 'card doubt', parent);
  card.hidden = true;
  let shown = '';
  let parts = null;
  return {
    show({ number }) {
      card.hidden = !number;
      if (!number) return void (shown = '');
      if (shown && shown !== number.driver) client.value = null;
      if (shown !== number.driver) parts = build(client, card, number);
      shown = number.driver;
      say(parts.given, given(number));
      parts.hand.hidden = Boolean(number.spread) || !client.may('vote');
      spread(parts.spread, number);
    },
  };
}

function build(client, card, about) {
  card.replaceChildren();
  card.setAttribute('aria-labelledby', 'number-label');
  made('p', 'kicker', card, 'The room’s number');
  made('h2', '', card, about.label).id = 'number-label';
  const hand = made('div', 'hand', card);
  const box = made('label', 'lever', hand);
  const named = made('span', 'named', box);
  made('span', '', named, 'The value that you believe');
  const value = made('output', '', named);
  const input = made('input', '', box);
  const own = client.value ?? null;
  const textOf = (index) => about.texts[index];
  Object.assign(input, { type: 'range', min: 0, max: about.stops.length - 1, step: 1 });
  input.value = placeOf(about, own ?? about.value);
  const ends = made('span', 'ends', box);
  made('span', '', ends, about.texts[0]);
  made('span', '', ends, about.texts.at(-1));
  const said = made('p', 'reply', hand, own === null ? '' : `Set: ${textOf(placeOf(about, own))}.`);
  said.setAttribute('role', 'status');
  const follow = () => {
    say(value, textOf(input.value));
    input.setAttribute('aria-valuetext', value.textContent);
  };
  follow();
  input.addEventListener('input', follow);
  input.addEventListener('change', () =>
    act(hand, said, async () => {
      const index = input.value;
      await client.post('number', { value: about.stops[index] });
      client.value = about.stops[index];
      return `Set: ${textOf(index)}. You can change it until the values are shown.`;
    }),
  );
  return { hand, spread: made('div', 'spread', card), given: made('p', 'turnout', card) };
}

// Shows how values are spread, once they are given.
export function spread(box, about) {
  // Once it has left the page there is nothing to measure.
  if (!box.isConnected) return;
  const now = about.spread ? JSON.stringify([about.spread, about.median, box.clientWidth]) : '';
  if (box.dataset.shown === now) return;
  box.dataset.shown = now;
  box.hidden = !about.spread?.length;
  box.replaceChildren();
  if (!about.spread?.length) return;
  dots(box, about);
  if (box.sizes) return;
  box.sizes = new ResizeObserver(() => spread(box, about));
  box.sizes.observe(box);
}

// A dot for each member over the value, below it the net present value that it gives.
function dots(box, about) {
  const scale = parseFloat(getComputedStyle(box).getPropertyValue('--dots')) || 1;
  const [radius, words] = [DOT * scale, WORDS * scale];
  const stacks = stacked(about.spread);
  const tallest = Math.max(...stacks.map(({ count }) => count));
  const top = 26 * scale;
  const base = top + tallest * (2 * radius + GAP);
  const [width, height] = [box.clientWidth, base + FOOT * scale];
  const [low, high] = [stacks[0].value, stacks.at(-1).value];
  const x = (value) => (high > low ? EDGE * scale + ((value - low) / (high - low)) * (width - 2 * EDGE * scale) : width / 2);
  const svg = drawn('svg', { viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': inWords(stacks) }, box);
  drawn('line', { class: 'axis', x1: 0, x2: width, y1: base, y2: base }, svg);
  if (about.median) {
    const at = x(about.median.value);
    drawn('line', { class: 'median', x1: at, x2: at, y1: top - 4, y2: base }, svg);
    write(svg, at, top - 10 * scale, `Median ${about.median.text}: ${about.median.npv}`, 'strong', width);
  }
  let last = -Infinity;
  for (const { value, text, npv, count } of stacks) {
    for (let row = 0; row < count; row += 1) {
      drawn('circle', { class: 'dot', cx: x(value), cy: base - radius - 3 - row * (2 * radius + GAP), r: radius }, svg);
    }
    if (x(value) - last < words) continue;
    last = x(value);
    write(svg, last, base + 20 * scale, text, 'value', width);
    write(svg, last, base + 40 * scale, npv, 'npv', width);
  }
}

function stacked(beliefs) {
  const found = new Map();
  for (const belief of beliefs) found.set(belief.value, { ...belief, count: (found.get(belief.value)?.count ?? 0) + 1 });
  return [...found.values()].sort((one, other) => one.value - other.value);
}

const inWords = (stacks) => stacks.map(({ text, npv, count }) => `${count} said ${text}, which gives ${npv}`).join('; ');

// Text that stays within the width.
function write(svg, x, y, text, name, width) {
  const half = (text.length * LETTER * parseFloat(getComputedStyle(svg).fontSize)) / 2;
  const middle = Math.min(Math.max(x, half), width - half);
  drawn('text', { x: middle, y, class: name, 'text-anchor': 'middle' }, svg).textContent = text;
}
