// The cash chart of the ROI page as plain SVG, drawn again at every movement of a slider: columns of benefits and costs,
// the running total as a line, and a mark where it turns positive for good.

import { number } from './wording.js';

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 222;
const EDGE = { top: 12, right: 14, bottom: 40 };
const [LEFT, LETTER] = [46, 7.5]; // of the plot at least, and pixels across that a digit of the axis takes
const LABELS = 8;
const WIDEST = 0.62;

// `about` is { periods, unit, months, apart }: the last two are the length of a period, null where flows have dates, and
// whether costs and benefits are known apart. Returns draw(found), which shows figures as `figures` in model.js gives them.
export function cashChart(host, about) {
  const names = about.apart ? ['Benefits', 'Costs', 'Cumulative'] : ['Net', 'Cumulative'];
  const legend = element('div', 'legend', host);
  names.forEach((name) => (element('span', `key ${styled(name)}`, legend).textContent = name));
  const frame = element('div', 'cash', host);
  const svg = drawn('svg', {}, frame);
  svg.setAttribute('role', 'img');
  const tip = element('div', 'tip', frame);
  tip.hidden = true;
  const grid = drawn('g', { class: 'grid' }, svg);
  const bars = drawn('g', {}, svg);
  const zero = drawn('line', { class: 'zero' }, svg);
  const line = drawn('polyline', { class: 'total' }, svg);
  const mark = drawn('g', { class: 'payback' }, svg);
  drawn('path', { d: 'M0-8 8 0 0 8-8 0Z' }, mark);
  drawn('text', { y: 24, 'text-anchor': 'middle' }, mark).textContent = 'Payback';
  const words = drawn('g', { class: 'periods' }, svg);
  drawn('text', { class: 'unit', x: 0, y: 0, 'text-anchor': 'middle' }, svg).textContent = about.unit;
  let shown = null;
  let at = null;

  const draw = (found) => {
    shown = found;
    const width = frame.clientWidth;
    if (!width) return;
    at = scales(found, width);
    svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    set(svg.querySelector('.unit'), { transform: `translate(12 ${(EDGE.top + HEIGHT - EDGE.bottom) / 2}) rotate(-90)` });
    ruled(grid, at, width);
    columns(bars, at, about.apart ? [['good', found.benefits, 1], ['neutral', found.costs, -1]] : [['quiet', found.net, 1]]);
    set(zero, { x1: at.left, x2: width - EDGE.right, y1: at.y(0), y2: at.y(0) });
    set(line, { points: found.total.map(([index, value]) => `${at.x(index)},${at.y(value)}`).join(' ') });
    const back = about.months ? found.payback / about.months : null;
    mark.style.display = found.payback && back !== null ? '' : 'none';
    if (found.payback && back !== null) set(mark, { transform: `translate(${at.x(back)} ${at.y(0)})` });
    labelled(words, about.periods, at);
  };

  svg.addEventListener('pointermove', (event) => at && pointed(event, shown, at, about, frame, tip));
  svg.addEventListener('pointerleave', () => (tip.hidden = true));
  new ResizeObserver(() => shown && draw(shown)).observe(frame);
  return draw;
}

function scales(found, width) {
  const values = [...found.benefits, ...found.costs.map((value) => -value), ...found.total.map(([, value]) => value), 0];
  const step = niceStep((Math.max(...values) - Math.min(...values)) / 4 || 1);
  const [low, high] = [Math.floor(Math.min(...values) / step) * step, Math.ceil(Math.max(...values) / step) * step];
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  const named = ticks.map((value) => [value, number(value, places)]);
  const left = Math.max(LEFT, 24 + LETTER * Math.max(...named.map(([, text]) => text.length)));
  const each = (width - left - EDGE.right) / found.running.length;
  return {
    named,
    left,
    each,
    x: (index) => left + each * (index + 0.5),
    y: (value) => EDGE.top + ((high - value) / (high - low || 1)) * (HEIGHT - EDGE.top - EDGE.bottom),
  };
}

function niceStep(about) {
  const power = 10 ** Math.floor(Math.log10(about));
  return power * ([1, 2, 5, 10].find((step) => step * power >= about * 0.999) ?? 10);
}

function ruled(group, at, width) {
  const parts = sized(group, at.named.length, () => {
    const part = drawn('g', {}, group);
    drawn('line', {}, part);
    drawn('text', { 'text-anchor': 'end', dy: '0.35em' }, part);
  });
  parts.forEach((part, index) => {
    const [value, text] = at.named[index];
    set(part.children[0], { x1: at.left, x2: width - EDGE.right, y1: at.y(value), y2: at.y(value) });
    set(part.children[1], { x: at.left - 8, y: at.y(value) });
    part.children[1].textContent = text;
  });
}

function columns(group, at, kinds) {
  const wide = at.each * WIDEST;
  const all = kinds.flatMap(([colour, values, side]) => values.map((value, index) => [colour, value * side, index]));
  sized(group, all.length, () => drawn('rect', {}, group)).forEach((bar, place) => {
    const [colour, value, index] = all[place];
    const [top, foot] = [at.y(Math.max(value, 0)), at.y(Math.min(value, 0))];
    set(bar, { class: colour, x: at.x(index) - wide / 2, width: wide, y: top, height: Math.max(0, foot - top) });
  });
}

function labelled(group, periods, at) {
  const most = Math.max(2, Math.min(LABELS, Math.floor((at.each * periods.length) / 62)));
  const stride = Math.max(1, Math.ceil(periods.length / most));
  const chosen = periods.map((name, index) => [name, index]).filter(([, index]) => index % stride === 0);
  sized(group, chosen.length, () => drawn('text', { 'text-anchor': 'middle' }, group)).forEach((text, place) => {
    const [name, index] = chosen[place];
    text.replaceChildren();
    name.split(' ').forEach((word, row) => {
      drawn('tspan', { x: at.x(index), y: HEIGHT - EDGE.bottom + 17 + row * 16 }, text).textContent = word;
    });
  });
}

function pointed(event, found, at, about, frame, tip) {
  const box = frame.getBoundingClientRect();
  const index = Math.floor((event.clientX - box.left - at.left) / at.each);
  tip.hidden = !(index >= 0 && index < about.periods.length);
  if (tip.hidden) return;
  const apart = about.apart ? [`Benefits ${number(found.benefits[index], 2)}`, `Costs ${number(found.costs[index], 2)}`] : [];
  const said = [about.periods[index], ...apart, `Net ${number(found.net[index], 2)}`];
  tip.replaceChildren();
  [...said, `Cumulative ${number(found.running[index], 2)}`].forEach((text) => (element('div', '', tip).textContent = text));
  tip.style.left = `${Math.min(Math.max(at.x(index), 80), box.width - 80)}px`;
}

const styled = (name) => ({ Benefits: 'good', Costs: 'neutral', Net: 'quiet' })[name] ?? 'actual';

// The children of a group, as many as asked for.
function sized(group, count, add) {
  while (group.children.length < count) add();
  while (group.children.length > count) group.lastChild.remove();
  return [...group.children];
}

function element(tag, name, parent) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  parent.append(made);
  return made;
}

function drawn(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  set(made, attributes);
  parent.append(made);
  return made;
}

function set(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}
