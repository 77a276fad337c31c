// The sliders of the business case within a picture. Headline figures and the chart follow the finger here; on release Python
// works everything out, and what it says stands.

import { cashChart } from './cash.js';
import { figures, place } from './model.js';
import { ABSENT, money, months, share } from './wording.js';

const QUIET = 140; // milliseconds after the last arrow key before the page is told
const PANELS = new WeakMap();

// Draws the sliders and the chart into an element of a picture, or takes what has changed. `moved(values, names)` is called on
// release with the drivers that stand elsewhere than the scenario has them, and with the names of all; `moving(values)` while
// a slider moves, with where all of them stand, at most once for a frame of the screen.
export function drive(host, data, moved, moving = () => {}) {
  const panel = PANELS.get(host) ?? build(host, data);
  PANELS.set(host, panel);
  panel.tell = moved;
  panel.moving = moving;
  panel.take(data);
}

// Has the sliders of a picture stand where somebody else moves them; without values, where the picture has them.
export function move(host, values = {}) {
  PANELS.get(host)?.follow(values);
}

function build(host, first) {
  const panel = { data: first, at: {}, known: '', sent: [], tell: null, moving: null };
  const box = host.closest('.interactive');
  const tiles = stillTiles(box);
  const body = made('div', 'body', host);
  const sliders = made('div', 'sliders', body);
  const side = made('div', 'side-chart', body);
  let shape = '';
  let levers = {};
  let draw = null;
  let frame = 0;
  let late = false;
  let timer = 0;

  panel.take = (data) => {
    panel.data = data;
    box.classList.add('driven');
    // Built again only for another case: a slider that is in somebody's hand stays the same one.
    const { alt, ...chart } = data.chart;
    const now = JSON.stringify([data.sliders.map(({ name }) => name), chart]);
    if (now !== shape) {
      shape = now;
      for (const part of [sliders, side]) part.replaceChildren();
      levers = Object.fromEntries(data.sliders.map((lever) => [lever.name, slider(sliders, lever, hand)]));
      headed(side, data.chart, box);
      draw = cashChart(side, data.chart);
      panel.known = '';
    }
    side.querySelector('svg[role=img]').setAttribute('aria-label', alt);
    // What comes back of what was told is known here already, and may be older than where the sliders stand by now.
    const values = JSON.stringify(data.values);
    const echo = panel.sent.indexOf(values);
    if (echo >= 0) panel.sent.splice(0, echo + 1);
    else if (values !== panel.known) {
      panel.at = { ...data.terms.stands, ...data.values };
      panel.sent = [];
    }
    panel.known = values;
    show();
  };

  const hand = {
    // Shown at once; what else comes within the same frame of the screen is shown together with the next one.
    moved(name, index) {
      panel.at[name] = panel.data.terms.stops[name][index];
      late = Boolean(frame);
      if (late) return;
      shown();
      frame = requestAnimationFrame(() => {
        frame = 0;
        if (late) shown();
        late = false;
      });
    },
    released(wait) {
      clearTimeout(timer);
      timer = setTimeout(told, wait);
    },
  };

  panel.follow = (values) => {
    panel.at = { ...panel.data.terms.stands, ...panel.data.values, ...values };
    show();
  };

  const standing = () => Object.fromEntries(panel.data.sliders.map(({ name }) => [name, panel.at[name]]));

  const shown = () => {
    show();
    panel.moving(standing());
  };

  const told = () => {
    const { sliders: every, terms } = panel.data;
    const values = standing();
    const text = JSON.stringify(values);
    if (text === (panel.sent.at(-1) ?? panel.known)) return;
    panel.sent.push(text);
    const rests = (name) => place(terms, name, values[name]) === place(terms, name, terms.stands[name]);
    const own = Object.entries(values).filter(([name]) => !rests(name));
    panel.tell(Object.fromEntries(own), Object.keys(values));
  };

  const show = () => {
    const { data } = panel;
    const worked = figures(data.terms, panel.at);
    const rests = ({ name }) => place(data.terms, name, panel.at[name]) === place(data.terms, name, data.values[name]);
    const isMoving = !data.sliders.every(rests);
    box.classList.toggle('moving', isMoving);
    tiles.show(isMoving ? (id) => following(id, worked, data) : null);
    for (const lever of data.sliders) stand(levers[lever.name], lever, data.terms, panel.at[lever.name]);
    draw(worked);
  };

  return panel;
}

// The headline figures of the picture: while a slider moves they say what follows, and afterwards what they said before.
function stillTiles(box) {
  const before = new Map(); // tile -> its markup
  const badge = (isGood) => box.querySelector('.rated').children[isGood ? 0 : 1].cloneNode(true);
  const picture = box.closest('steerco-picture');
  let source = null;
  const restore = () => {
    // New markup may have come over what was shown.
    if (source === picture.markup) for (const [tile, markup] of before) tile.innerHTML = markup;
    before.clear();
  };
  return {
    show(follow) {
      if (!follow) return restore();
      source = picture.markup;
      for (const tile of box.querySelectorAll('.tile')) {
        if (!before.has(tile)) before.set(tile, tile.innerHTML);
        const { value, isGood, isLater } = follow(tile.dataset.place);
        tile.classList.toggle('later', Boolean(isLater));
        tile.querySelector('.value').textContent = value;
        tile.querySelectorAll('.delta, .meta').forEach((part) => part.remove());
        const meta = made('p', 'meta', tile);
        if (isLater) made('span', 'fine', meta).textContent = 'worked out on release';
        else if (isGood !== null) meta.append(badge(isGood));
      }
    },
  };
}

function headed(side, chart, box) {
  const head = made('div', 'heading', side);
  made('h2', '', head).textContent = chart.title;
  const ask = box.querySelector('.chart .ask');
  if (ask) head.append(ask.cloneNode(true));
}

// What a headline figure says while a slider moves; what only Python works out comes on release.
function following(id, worked, data) {
  const amount = (value) => (Number.isFinite(value) ? money(value * data.unit, data.currency) : ABSENT);
  const isGood = (value) => (Number.isFinite(value) ? value > 0 : null);
  switch (id) {
    case 'npv':
      return { value: amount(worked.npv), isGood: isGood(worked.npv) };
    case 'risk_adjusted':
      if (!data.terms.risk_adjusted) return { value: ABSENT, isGood: null };
      return { value: amount(worked.adjusted), isGood: isGood(worked.adjusted) };
    case 'roi':
      return { value: worked.roi === null ? ABSENT : share(worked.roi), isGood: null };
    case 'payback_months':
      return { value: worked.payback === null ? ABSENT : months(worked.payback), isGood: null };
    case 'peak_funding':
      return { value: amount(worked.peak), isGood: null };
    default:
      return { value: '…', isGood: null, isLater: true };
  }
}

// A slider with its name and what it says; `hand` hears { moved(name, index), released(wait) }.
export function slider(list, lever, hand) {
  const box = made('label', 'slider', list);
  box.title = lever.help;
  const head = made('span', 'named', box);
  made('span', 'label', head).textContent = lever.label;
  const said = made('output', 'said', head);
  const track = made('span', 'track', box);
  const input = made('input', '', track);
  input.type = 'range';
  input.min = 0;
  input.step = 1;
  input.setAttribute('aria-label', lever.label);
  const notch = made('span', 'notch', track);
  let byKey = false;
  input.addEventListener('keydown', () => (byKey = true));
  input.addEventListener('pointerdown', () => (byKey = false));
  input.addEventListener('input', () => hand.moved(lever.name, Number(input.value)));
  input.addEventListener('change', () => hand.released(byKey ? QUIET : 0));
  return { input, said, notch, track };
}

// Has a slider stand at a value of its stops, with a notch where it rests.
export function stand({ input, said, notch, track }, lever, terms, value) {
  const last = terms.stops[lever.name].length - 1;
  const [index, rest] = [place(terms, lever.name, value), place(terms, lever.name, terms.stands[lever.name])];
  input.max = last;
  if (Number(input.value) !== index) input.value = index;
  input.setAttribute('aria-valuetext', lever.texts[index]);
  said.textContent = lever.texts[index];
  track.classList.toggle('own', index !== rest);
  track.style.setProperty('--at', last ? index / last : 0);
  notch.style.setProperty('--at', last ? rest / last : 0);
}

function made(tag, name, parent) {
  const found = document.createElement(tag);
  if (name) found.className = name;
  parent.append(found);
  return found;
}
