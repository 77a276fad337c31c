// Shows the picture of a frame wherever one is shown: places its markup, keeps what is the same, draws the charts in
// sight first and the others when nothing else is to be done, sorts and searches tables, opens parts, and says by events
// what was clicked. It imports nothing and asks for nothing but plotly.js, so it runs beside Streamlit, on a page of its
// own, and in a file without a network.
//
//   <steerco-picture can="ask link choose take" plotly="/plotly.js"></steerco-picture>
//
// `can` names what a viewer may do here; a click then fires `steerco-ask` {id, name}, `steerco-link` {page, href},
// `steerco-choose` {values, reset} or `steerco-part` {name, value}. The theme is that of the nearest element with a `theme`
// attribute, otherwise the system's.

import { drawChart, isDrawn, plotly } from './charts.js';

// On a phone's width a chart is not lower than this.
const [NARROW, SHORTEST] = [480, 260];
// Milliseconds of drawing after which the browser may answer to a person before the next chart.
const BUSY = 50;
// How tall a chart may become where there is room.
const TALLEST = 820;
// How often free room is handed out: a chart beside a taller block takes none of it at first.
const ROUNDS = 3;
// How small and how large words alone become, as a share of their size, in steps of what, and from where on figures stand in
// two rows.
const [SHRUNK, GROWN, STEP, TWO_ROWS] = [0.8, 1.6, 0.05, 1.3];
// Attributes that the script itself sets, and that new markup leaves as they are.
const OWN = new Set(['open', 'style', 'href', 'data-drawn']);
const SYSTEM = matchMedia('(prefers-color-scheme: dark)');
const PICTURES = new Set();
const CLOSES = new Set(['details', 'section']);
// New markup for what is closed, a table or a part, which is compared when it is opened, or when nothing else is to be done.
const CLOSED = new WeakMap();
// What pictures that left the page showed, by their markup: who comes back to a page finds its charts drawn.
const SHELF = new Map();
const SHELVES = 12;
// What a spreadsheet takes for a formula, as steering/exports/cells.py has it; for how long a button says what it did.
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const TOLD = 2500;
// Pixels across of a heading's edge, by which it is made wider.
const EDGE = 16;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const FOOT = {};
let printing = false;

// Makes one element like another and keeps what is the same: its focus, its scroll position, its chart. Our markup has one
// source, and each block has a name that stays, so children are matched by name and otherwise by their order; a general
// library would do no more for it.
function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) {
    if (!OWN.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) if (!OWN.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  if (CLOSES.has(old.localName) && old.matches('.twin:not([open]), .tab:not(.open)')) CLOSED.set(old, fresh);
  // What stands there is drawn by a script.
  else if (old.localName !== 'div' || !old.matches('.plot, .drivers')) morphChildren(old, fresh);
  if (old.localName === 'select') old.value = fresh.value;
}

function morphChildren(old, fresh) {
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = at && isAlike(at, child) ? at : keyOf(child) && laterSibling(at, child);
    if (!same) {
      old.insertBefore(child, at);
      continue;
    }
    if (same !== at) old.insertBefore(same, at);
    else at = at.nextSibling;
    morph(same, child);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function laterSibling(at, child) {
  while (at && !isAlike(at, child)) at = at.nextSibling;
  return at;
}

const isAlike = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
// A block without a name is known by its class; that of a column says only how wide it is. Rows and cells go by their order.
const NAMES = ['data-place', 'data-chart', 'data-tabs', 'data-model'];
const ORDERED = new Set(['tr', 'td', 'th']);
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE || ORDERED.has(node.localName) || !node.hasAttributes()) return '';
  const name = NAMES.find((one) => node.hasAttribute(one));
  return name ? node.getAttribute(name) : node.classList[0]?.replace(/^g\d+$/, '') ?? '';
}

class Picture extends HTMLElement {
  #charts = {};
  #queue = new Set();
  #isWorking = false;
  #shown = null; // what was shown last
  #sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => this.#want(target)));
  #watched = new WeakSet(); // places of charts whose size is observed
  #room = 0;
  #parts = {};

  connectedCallback() {
    PICTURES.add(this);
    this.addEventListener('click', this);
    this.addEventListener('change', this);
    this.addEventListener('input', this);
    this.addEventListener('keydown', this);
    this.addEventListener('toggle', this, true); // it does not bubble
    const embedded = document.querySelector(`script[type="application/json"][data-charts="${this.id}"]`);
    if (embedded) this.show({ charts: JSON.parse(embedded.textContent) });
    else if (this.#shown) this.show(this.#shown);
  }

  disconnectedCallback() {
    PICTURES.delete(this);
    this.#sizes.disconnect();
    this.#watched = new WeakSet();
    this.#shelve();
  }

  #shelve() {
    if (this.markup === undefined) return;
    const content = document.createDocumentFragment();
    content.append(...this.childNodes);
    SHELF.delete(this.markup);
    SHELF.set(this.markup, content);
    if (SHELF.size > SHELVES) SHELF.delete(SHELF.keys().next().value);
    this.markup = undefined;
  }

  // Shows markup, where there is new markup, and charts by their ids as JSON texts. `base` is the address of tables' files;
  // `dress` is called with whatever was placed. What was shown before is the same picture for other choices, unless this is
  // another one.
  show(shown) {
    const { markup, charts, isAnother = false } = shown;
    if (isAnother) this.#shelve();
    this.#shown = shown;
    this.#charts = charts;
    if (markup !== undefined && markup !== this.markup) this.#place(markup);
    for (const [name, value] of Object.entries(this.#parts)) this.openPart(name, value);
    this.#prepare(this);
    this.classList.add('live');
    this.repaint();
    idle().then(() => this.catchUp());
    // Before somebody opens another page or part, or prints: on paper there is no time to fetch what draws.
    const address = this.getAttribute('plotly');
    if (address) idle().then(() => plotly(address)).catch(() => undefined);
  }

  #place(markup) {
    this.markup = markup;
    const before = this.childNodes.length ? null : SHELF.get(markup);
    SHELF.delete(markup);
    if (before) return this.append(before);
    const fresh = document.createElement('template');
    fresh.innerHTML = markup;
    if (this.childNodes.length) morphChildren(this, fresh.content);
    else this.append(fresh.content);
  }

  // What is to be done with markup that was placed: `dress` is what the page itself does.
  #prepare(root) {
    const { base, dress } = this.#shown;
    for (const link of base ? root.querySelectorAll('a[data-ending]') : []) {
      link.href = `${base}/${encodeURIComponent(link.dataset.table)}.${link.dataset.ending}`;
    }
    dress?.(root);
    for (const field of root.querySelectorAll('.search')) if (field.value) search(field);
    for (const plot of root.querySelectorAll('.plot')) {
      if (!isDrawn(plot)) plot.style.height = `${this.#height(plot)}px`;
      if (this.#watched.has(plot)) continue;
      this.#watched.add(plot);
      this.#sizes.observe(plot);
    }
  }

  // Makes what was closed when new markup came like that: all parts, or one part or table.
  catchUp(...closed) {
    for (const place of closed.length ? closed : this.querySelectorAll('.tab')) {
      const fresh = CLOSED.get(place);
      if (!fresh) continue;
      CLOSED.delete(place);
      morphChildren(place, fresh);
      this.#prepare(place);
    }
  }

  // Takes so many pixels of height where it can: the charts get what the rest leaves free, or give what is too much, and words
  // alone grow; null lets them be as they are. Says whether it fits.
  fill(height) {
    const plots = [...this.querySelectorAll('.plot')].filter((plot) => plot.clientWidth);
    const rows = new Set(plots.map((plot) => plot.closest('.side') ?? plot)).size;
    const stand = (room) => {
      this.#room = room;
      for (const plot of plots) plot.style.height = `${this.#height(plot)}px`;
    };
    stand(0);
    this.#grow(rows ? null : height);
    for (let round = 0, room = 0; rows && height !== null && round < ROUNDS; round += 1) {
      const [before, more] = [this.offsetHeight, (height - this.offsetHeight) / rows];
      stand(room + more);
      // Beside something taller a smaller chart helps nothing.
      if (more < 0 && this.offsetHeight === before) stand(room);
      else room += more;
    }
    this.repaint();
    return height === null || this.offsetHeight <= height + 1;
  }

  // Makes words as large as they can be in so many pixels of height, and sets them apart where there is still room.
  #grow(height) {
    this.style.removeProperty('min-height');
    const tables = [...this.querySelectorAll('.scroll')];
    for (let grown = height === null ? 1 : GROWN; ; grown -= STEP) {
      this.style.setProperty('--grown', grown.toFixed(2));
      this.classList.toggle('grown', grown > TWO_ROWS);
      if (height === null || grown <= SHRUNK || (this.offsetHeight <= height && tables.every((table) => table.scrollWidth <= table.clientWidth))) break;
    }
    if (height !== null) this.style.minHeight = `${height}px`;
  }

  // Draws every chart anew that is not as it should be: after a change of figures, of theme, of size or of medium. Where charts
  // stand already, they change in the same frame of the browser as all else; otherwise words come first.
  repaint() {
    const plots = [...this.querySelectorAll('.plot')];
    const begin = plots.some(isDrawn) ? queueMicrotask : requestAnimationFrame;
    for (const plot of plots) this.#want(plot, begin);
  }

  // How much larger than on a page it is read: on a stage type grows with the screen.
  get scale() {
    return (!printing && parseFloat(getComputedStyle(this).getPropertyValue('--scale'))) || 1;
  }

  get theme() {
    return printing ? 'light' : this.closest('[theme]')?.getAttribute('theme') ?? (SYSTEM.matches ? 'dark' : 'light');
  }

  #want(plot, begin = requestAnimationFrame) {
    if (printing) return void this.#draw(plot, this.#measure(plot));
    this.#queue.add(plot);
    if (this.#isWorking) return;
    this.#isWorking = true;
    begin(() => this.#work());
  }

  // What is in sight first, then one chart whenever the browser has nothing else to do. All are measured before the first one
  // is drawn: whatever is drawn makes the next measure dear.
  async #work() {
    while (this.#queue.size) {
      const waiting = [...this.#queue].map((plot) => [plot, this.#measure(plot)]);
      this.#queue.clear();
      let began = performance.now();
      for (const [plot, measure] of waiting.filter(([, measure]) => measure.isInSight)) {
        await this.#draw(plot, measure);
        if (performance.now() - began < BUSY) continue;
        await (globalThis.scheduler?.yield?.() ?? Promise.resolve());
        began = performance.now();
      }
      for (const [plot, measure] of waiting.filter(([, measure]) => !measure.isInSight)) {
        if (this.#queue.size) this.#queue.add(plot);
        else await idle().then(() => this.#draw(plot, measure));
      }
    }
    this.#isWorking = false;
  }

  #measure(plot) {
    const { top, bottom } = plot.getBoundingClientRect();
    const isInSight = bottom >= 0 && top <= innerHeight;
    const { theme, scale } = this;
    return { isInSight, theme, scale, width: plot.clientWidth, height: this.#height(plot) };
  }

  #draw(plot, measure) {
    return drawChart(plot, this.#charts[plot.dataset.chart], { ...measure, address: this.getAttribute('plotly') });
  }

  #height(plot) {
    const own = Number(plot.dataset.height);
    const normal = plot.clientWidth && plot.clientWidth < NARROW ? Math.max(own, SHORTEST) : own;
    const least = Math.min(Number(plot.dataset.least), normal);
    return Math.round(Math.max(least, Math.min(normal + this.#room, Math.max(normal, TALLEST))));
  }

  handleEvent(event) {
    if (event.type === 'toggle') return this.catchUp(event.target);
    const target = event.target.closest('button, a, select, input, th');
    if (!target || !this.contains(target)) return;
    if (event.type === 'click') this.#click(target, event);
    else if (event.type === 'change' && target.matches('select[data-choose]')) {
      this.#choose({ [target.dataset.choose]: target.value });
    } else if (event.type === 'input' && target.matches('.search')) search(target);
    else if (event.type === 'keydown') this.#key(target, event);
  }

  #click(target, event) {
    if (target.matches('.ask')) this.#tell('ask', { id: target.dataset.ask, name: target.dataset.name });
    else if (target.matches('.sort')) atEdge(target, event) || sort(target.closest('th'));
    else if (target.matches('.copy')) copy(target);
    else if (target.matches('[role=tab]')) this.#choosePart(target);
    else if (target.matches('button[data-choose]')) this.#choose({ [target.dataset.choose]: target.dataset.value });
    else if (target.matches('[data-reset]')) this.#choose({}, target.dataset.reset.split(' '));
    else if (target.matches('a.link') && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
      if (this.#tell('link', { page: target.dataset.page, href: target.href })) event.preventDefault();
    }
  }

  #choose(values, reset = []) {
    this.#tell('choose', { values, reset });
  }

  // Arrow keys go from tab to tab and from heading to heading; only one of them is a stop of the Tab key.
  #key(target, event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !target.matches('[role=tab], .sort')) return;
    const kind = target.matches('.sort') ? '.sort' : '[role=tab]';
    const all = [...target.closest('tr, [role=tablist]').querySelectorAll(kind)];
    const next = all[(all.indexOf(target) + step + all.length) % all.length];
    event.preventDefault();
    event.stopPropagation();
    all.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
    next.focus();
    if (kind !== '.sort') this.#choosePart(next);
  }

  #choosePart(tab) {
    const name = tab.closest('[data-tabs]').dataset.tabs;
    this.openPart(name, tab.dataset.tab);
    this.#tell('part', { name, value: tab.dataset.tab, first: !tab.previousElementSibling });
  }

  // Opens a part by the name of its tabs; an unknown one leaves the first one open.
  openPart(name, id) {
    const tabs = this.querySelector(`[data-tabs="${CSS.escape(name)}"]`);
    const chosen = tabs?.querySelector(`[data-tab="${CSS.escape(id)}"]`);
    if (!chosen) return;
    this.#parts[name] = id;
    for (const tab of tabs.querySelectorAll('[role=tab]')) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    for (const panel of tabs.querySelectorAll(':scope > .tab')) {
      if (panel.classList.toggle('open', panel.dataset.panel === id)) this.catchUp(panel);
    }
  }

  // Brings a block into view, and opens the part that holds it; says whether it is here.
  reveal(place) {
    this.catchUp();
    const block = this.querySelector(`[data-place="${CSS.escape(place)}"]`);
    const panel = block?.closest('.tab');
    if (panel) this.openPart(panel.closest('[data-tabs]').dataset.tabs, panel.dataset.panel);
    block?.scrollIntoView({ block: 'start' });
    return Boolean(block);
  }

  // Fires an event where a viewer may do this here; says whether anybody may.
  #tell(kind, detail) {
    if (kind !== 'part' && !(this.getAttribute('can') ?? '').split(' ').includes(kind)) return false;
    this.dispatchEvent(new CustomEvent(`steerco-${kind}`, { detail, bubbles: true }));
    return true;
  }
}

const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 20)))(resolve));

// Whether a heading was clicked where it is made wider; a key has no place.
function atEdge(heading, { detail, clientX, clientY }) {
  const { right, bottom } = heading.getBoundingClientRect();
  return detail > 0 && right - clientX < EDGE && bottom - clientY < EDGE;
}

// Sorts by a column: up, down, and as it came.
function sort(heading) {
  const [table, column] = [heading.closest('table'), heading.cellIndex];
  const next = { ascending: 'descending', descending: 'none' }[heading.getAttribute('aria-sort')] ?? 'ascending';
  table.querySelectorAll('th').forEach((other) => other.removeAttribute('aria-sort'));
  if (next !== 'none') heading.setAttribute('aria-sort', next);
  const body = table.tBodies[0];
  const rows = [...body.rows];
  rows.forEach((row, index) => (row.dataset.index ??= index));
  const key = (row) => row.cells[column].dataset.value ?? dated(row.cells[column].textContent.trim());
  const way = next === 'descending' ? -1 : 1;
  const compared = (one, other) => {
    if (next === 'none') return one.dataset.index - other.dataset.index;
    const [a, b] = [key(one), key(other)];
    const absent = (a === '–') - (b === '–'); // what is absent stands last either way
    return absent || way * (isNaN(a) || isNaN(b) ? a.localeCompare(b, undefined, { numeric: true }) : a - b);
  };
  body.append(...rows.sort(compared));
}

// `27 Nov 2026, 15:50 UTC`, `27 Nov 2026` and `Nov 2026` in an order that follows the calendar; any other text as it is.
function dated(text) {
  const [, day, month, rest] = /^(\d{1,2} )?([A-Z][a-z]{2}) (\d{4}.*)$/.exec(text) ?? [];
  const at = MONTHS.indexOf(month) / 3;
  return Number.isInteger(at) && at >= 0 ? `${rest.slice(0, 4)}-${String(at + 10)}-${(day ?? '').padStart(3, '0')}${rest}` : text;
}

// Puts the rows that are shown on the clipboard, parted by tabs: figures as numbers, and nothing that a spreadsheet would run.
async function copy(button) {
  const rows = [...button.closest('.more').previousElementSibling.querySelectorAll('tr:not([hidden])')];
  const lines = rows.map(({ cells }) => [...cells].map(plain).join('\t'));
  const named = button.textContent;
  button.textContent = await navigator.clipboard.writeText(lines.join('\n')).then(
    () => `${rows.length - 1} rows copied`,
    () => 'The browser does not allow it',
  );
  setTimeout(() => (button.textContent = named), TOLD);
}

function plain({ dataset, textContent, classList }) {
  if (classList.contains('right') && dataset.value && !isNaN(dataset.value)) return String(Number(dataset.value));
  const text = textContent.replace(/\s+/g, ' ').trim();
  return isNaN(text) && FORMULA.test(text) ? `'${text}` : text;
}

function search(field) {
  const wanted = field.value.trim().toLowerCase();
  const rows = field.parentElement.querySelector('tbody').rows;
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
}

// Puts the line of sources and the number at the foot of every sheet; says whether this browser can.
function foot() {
  const style = 'font: 9px/1.4 sans-serif; color: #505b69;';
  const sources = document.querySelector('.sources')?.textContent.trim().replace(/\s+/g, ' ');
  if (!sources) return false;
  const text = `@bottom-left { ${style} content: ${JSON.stringify(sources)}; } @bottom-right { ${style} content: counter(page); }`;
  FOOT.sheet ??= document.adoptedStyleSheets[document.adoptedStyleSheets.push(new CSSStyleSheet()) - 1];
  FOOT.sheet.replaceSync(`@page { ${text} }`);
  return Boolean(FOOT.sheet.cssRules[0]?.cssRules?.length);
}

const repaintAll = () => PICTURES.forEach((picture) => picture.repaint());
SYSTEM.addEventListener('change', repaintAll);
const print = (yes) => {
  printing = yes;
  // On paper every part is open, and as wide as a sheet: charts have to know before.
  const footed = yes && foot();
  for (const picture of PICTURES) {
    picture.catchUp();
    picture.classList.toggle('printing', yes);
    picture.classList.toggle('footed', footed);
  }
  repaintAll();
};
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));

if (!customElements.get('steerco-picture')) customElements.define('steerco-picture', Picture);
