// The sliders of the business case. Headline figures and the chart follow the finger here; on release Python works
// everything out, and what it says stands.

import { cashChart } from './cash.js';
import { figures, place } from './model.js';
import { ABSENT, money, months, share } from './wording.js';

const ROLES = ['actual', 'plan', 'good', 'warn', 'bad', 'forecast', 'quiet'];
const QUIET = 140; // milliseconds after the last arrow key before Python is told
const PANELS = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  // Called again with every run, and at a change of theme without an end of the call before.
  const host = parentElement.querySelector('.drivers');
  const panel = PANELS.get(host) ?? build(host, data);
  PANELS.set(host, panel);
  panel.tell = setTriggerValue;
  painted(host);
  panel.take(data);
}

function painted(host) {
  const colours = getComputedStyle(host).getPropertyValue('--st-chart-categorical-colors').split(',');
  ROLES.forEach((role, index) => host.style.setProperty(`--${role}`, colours[index]));
}

function build(host, first) {
  const panel = { data: first, at: {}, known: '', sent: [], tell: null };
  const row = made('div', 'figures', host);
  const body = made('div', 'body', host);
  const sliders = made('div', 'sliders', body);
  const side = made('div', 'side', body);
  let shape = '';
  let cells = {};
  let levers = {};
  let draw = null;
  let frame = 0;
  let late = false;
  let timer = 0;

  panel.take = (data) => {
    panel.data = data;
    // Built again only for another case: a slider that is in somebody's hand stays the same one.
    const { alt, ...chart } = data.chart;
    const now = JSON.stringify([data.levers.map(({ name }) => name), data.tiles.map(({ id }) => id), chart]);
    if (now !== shape) {
      shape = now;
      for (const part of [row, sliders, side]) part.replaceChildren();
      cells = Object.fromEntries(data.tiles.map((tile) => [tile.id, cell(row, tile, panel)]));
      levers = Object.fromEntries(data.levers.map((lever) => [lever.name, slider(sliders, lever, hand)]));
      made('h3', '', side).textContent = data.chart.title;
      draw = cashChart(side, data.chart);
      panel.known = '';
    }
    side.querySelector('svg').setAttribute('aria-label', alt);
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
      show();
      frame = requestAnimationFrame(() => {
        frame = 0;
        if (late) show();
        late = false;
      });
    },
    released(wait) {
      clearTimeout(timer);
      timer = setTimeout(told, wait);
    },
  };

  const told = () => {
    const { levers: every, terms } = panel.data;
    const values = Object.fromEntries(every.map(({ name }) => [name, panel.at[name]]));
    const text = JSON.stringify(values);
    if (text === (panel.sent.at(-1) ?? panel.known)) return;
    panel.sent.push(text);
    const rests = (name) => place(terms, name, values[name]) === place(terms, name, terms.stands[name]);
    panel.tell('moved', Object.fromEntries(Object.entries(values).filter(([name]) => !rests(name))));
  };

  const show = () => {
    const { data } = panel;
    const found = figures(data.terms, panel.at);
    const rests = ({ name }) => place(data.terms, name, panel.at[name]) === place(data.terms, name, data.values[name]);
    const moving = !data.levers.every(rests);
    host.classList.toggle('moving', moving);
    for (const tile of data.tiles) filled(cells[tile.id], tile, moving ? following(tile, found, data) : null);
    for (const lever of data.levers) stand(levers[lever.name], lever, data.terms, panel.at[lever.name]);
    draw(found);
  };

  return panel;
}

// What a headline figure says while a slider moves; null for what only Python works out.
function following(tile, found, data) {
  const amount = (value) => (Number.isFinite(value) ? money(value * data.unit, data.currency) : ABSENT);
  const rated = (value) => (Number.isFinite(value) ? (value > 0 ? data.rated.good : data.rated.bad) : null);
  switch (tile.id) {
    case 'npv':
      return { value: amount(found.npv), status: rated(found.npv) };
    case 'risk_adjusted':
      if (!data.terms.risk_adjusted) return { value: ABSENT, status: null };
      return { value: amount(found.adjusted), status: rated(found.adjusted) };
    case 'roi':
      return { value: found.roi === null ? ABSENT : share(found.roi), status: null };
    case 'payback_months':
      return { value: found.payback === null ? ABSENT : months(found.payback), status: null };
    case 'peak_funding':
      return { value: amount(found.peak), status: null };
    default:
      return { value: '…', status: null, later: true };
  }
}

function cell(row, tile, panel) {
  const box = made('div', 'figure', row);
  const name = made('button', 'name', box);
  name.type = 'button';
  name.title = tile.help || 'What it means and where it comes from';
  name.setAttribute('aria-label', tile.label);
  name.append(tile.short || tile.label, icon('info'));
  name.addEventListener('click', () => panel.tell('ask', tile.id));
  return { box, value: made('div', 'value', box), step: made('div', 'step', box), note: made('div', 'note', box) };
}

function filled({ box, value, step, note }, tile, live) {
  box.classList.toggle('later', Boolean(live?.later));
  value.textContent = live ? live.value : tile.value;
  step.replaceChildren();
  if (!live && tile.delta) {
    const way = { up: 'arrow_upward', down: 'arrow_downward' }[tile.arrow] ?? 'remove';
    const badge = made('span', `badge ${{ true: 'green', false: 'red' }[tile.good] ?? 'gray'}`, step);
    badge.title = `${tile.delta} ${tile.since}`;
    badge.append(icon(way), tile.delta);
    made('span', 'unseen', step).textContent = ` ${tile.since}`;
  }
  note.replaceChildren();
  const status = live ? live.status : tile.status;
  if (status) {
    const badge = made('span', `badge ${status.colour}`, note);
    badge.append(icon(status.icon), status.word);
    badge.title = tile.note;
  }
  // Where a status stands, there is no room for words beside it: they are its tip, and are read out.
  const words = made('span', status ? 'unseen' : 'words', note);
  words.textContent = live?.later ? 'worked out on release' : live ? '' : ` ${tile.note}`;
}

function slider(list, lever, hand) {
  const box = made('label', 'slider', list);
  box.title = lever.help;
  const head = made('span', 'head', box);
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

function stand({ input, said, notch, track }, lever, terms, value) {
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

function icon(name) {
  const sign = document.createElement('span');
  sign.className = 'icon';
  sign.setAttribute('aria-hidden', 'true');
  sign.textContent = name;
  return sign;
}

function made(tag, name, parent) {
  const found = document.createElement(tag);
  if (name) found.className = name;
  parent.append(found);
  return found;
}
