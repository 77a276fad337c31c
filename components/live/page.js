// The pictures of a page of Streamlit. The page hands over the hash of its frame; the browser fetches that, and asks for
// another view by itself when a filter changes, so that no run of the page stands between.

import { drive } from './drivers.js';
import './picture.js';
import { setTheme, watchTheme } from './theme.js';

// Milliseconds after which a picture that was not there is asked for again: at first, and at most.
const [SOON, RARELY] = [1000, 8000];
// Milliseconds for which nothing is said: most pictures are there before.
const SILENT = 300;
// Pixels across below which Streamlit lays its menu over the page.
const PHONE = 768;
// Of a stage: the width from which on type grows, how large it becomes, the width of a phone, and the edge below.
const [STAGE, LARGEST, NARROW, EDGE] = [1000, 1.7, 640, 40];
// Where data is published, and where a head has its notices.
const [DESK, NOTICES] = ['sources', '<div class="notices">'];
// Pictures by their hash, the last ones shown.
const MOST = 60;
const known = new Map();
const mounts = new Map(); // element -> what its last run handed over
const heard = new WeakSet(); // elements whose events are listened to
const here = () => location.pathname.split('/').at(-1);
// The release of each dataset as it was shown last, and what is said on a page where another one has taken its place.
const seen = new Map();
let news = {};
let told = 0;
let asked = 0;

// The style sheet, once for the page; nothing is placed before it is there.
const STYLED = new Promise((resolve) => {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL('picture.css', document.baseURI);
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});

async function fetched(path, headers = {}) {
  const answer = await fetch(new URL(path, document.baseURI), { headers });
  return answer.ok ? answer.json() : Promise.reject(answer);
}

function frame(hash) {
  const picture = known.get(hash) ?? fetched(`frames/${hash}`);
  keep(hash, picture);
  picture.catch(() => known.delete(hash));
  return picture;
}

function keep(hash, picture) {
  known.delete(hash);
  known.set(hash, picture);
  if (known.size > MOST) known.delete(known.keys().next().value);
}

// The view of the address, while Streamlit still starts: its page will ask for the same frame.
if (!new URLSearchParams(location.search).has('scene')) {
  fetched(`view/${here() || 'brief'}${location.search}`).then(
    (view) => keep(view.hash, Promise.resolve(view.picture)),
    () => {}, // a page of its own will say what is wrong
  );
}

// A page of the menu is shown as soon as its view is there; Streamlit's own change of page follows, and shows the same.
addEventListener('click', (event) => {
  const link = event.target.closest?.('[data-testid="stSidebarNav"] a');
  if (link && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)) {
    preview(new URL(link.href));
    // On a phone the menu lies over the page.
    if (innerWidth < PHONE) setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click());
  }
}, { capture: true });

async function preview({ pathname, search }) {
  const [element, mount] = [...mounts].find(([, { data }]) => data.head) ?? [];
  const page = pathname.split('/').at(-1) || 'brief';
  if (!element || page === mount.data.page) return;
  const choices = new URLSearchParams(search || mount.data.query);
  const view = await fetched(`view/${page}?${choices}`).catch(() => null);
  if (!view) return;
  keep(view.hash, Promise.resolve(view.picture));
  // Streamlit may have been quicker.
  if (!mounts.has(element) || mount !== mounts.get(element)) return;
  for (const [other, { data }] of mounts) {
    if (data.part === 'foot') show(other, { ...data, ...view }, { markup: [], charts: {} });
    else if (other !== element) other.hidden = true;
  }
  show(element, { ...mount.data, ...view, at: '', isAnother: true }, view.picture);
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  const element = host.querySelector('steerco-picture');
  if (!heard.has(element)) listen(element);
  const mount = { data, setTriggerValue, path: location.pathname };
  mounts.set(element, mount);
  element.hidden = false;
  setTheme(host);
  watchTheme();
  element.setAttribute('can', data.can);
  element.setAttribute('plotly', new URL(data.plotly, document.baseURI));
  element.toggleAttribute('stage', Boolean(data.stage));
  if (data.stage) rooms.observe(element.closest('[data-testid="stMainBlockContainer"]') ?? element);
  // A run that began before the last choice here says what is no longer asked for.
  if (!data.page || !element.childNodes.length || isAskedFor(data)) place(element, data);
  // The end of an earlier run may come after the begin of the next one.
  return () => mounts.get(element) === mount && mounts.delete(element);
}

// Whether the address still has the choices that a run of the page has read from it.
function isAskedFor({ names, choices }) {
  const query = new URLSearchParams(location.search);
  return names.every((name) => (query.get(name) ?? '') === (choices[name] ?? ''));
}

function place(element, data) {
  element.wanted = data.hash;
  element.setAttribute('aria-busy', 'true');
  if (data.part === 'foot') return void STYLED.then(() => show(element, data, { markup: [], charts: {} }));
  Promise.all([frame(data.hash), STYLED]).then(
    ([picture]) => element.wanted === data.hash && show(element, data, picture),
    // The server knows no such picture any more, or was started anew: the next run makes it again.
    () => recover(element, data),
  );
}

// After such a run the picture is to be had, unless the server is away; then it is asked for less and less often.
function recover(element, data) {
  const isWanted = () => mounts.has(element) && element.wanted === data.hash;
  if (!isWanted()) return;
  mounts.get(element).setTriggerValue('missing', data.hash);
  element.pause = Math.min(2 * (element.pause ?? SOON / 2), RARELY);
  setTimeout(() => isWanted() && place(element, data), element.pause);
}

// Takes note of the releases of a page, and of those that somebody has published or rolled back elsewhere.
function note({ page, releases = {} }) {
  const changed = Object.entries(releases).filter(([dataset, id]) => seen.has(dataset) && seen.get(dataset) !== id);
  const words = changed.map(([dataset, id]) => `${dataset} release ${id} in place of ${seen.get(dataset)}`).join(', ');
  for (const [dataset, id] of Object.entries(releases)) seen.set(dataset, id);
  // Who publishes is told so there.
  if (changed.length && page !== DESK) news = { page, words };
}

// The head of a page, with what is new among its notices until the visitor chooses something.
function headOf({ page, head = '' }) {
  const line = `<p class="told" data-place="changed"><span><strong>The data has changed:</strong> ${news.words}.</span></p>`;
  return news.page === page ? head.replace(NOTICES, `${NOTICES}${line}`) : head;
}

function show(element, data, { markup, charts, models }) {
  note(data);
  const body = data.part === 'foot' ? data.foot : `${headOf(data)}${markup[data.part] ?? ''}${data.tail ?? ''}`;
  const base = new URL(`frames/${data.hash}`, document.baseURI);
  const dress = (root) => address(root, data.query);
  element.show({ markup: body, charts, base, dress, isAnother: data.isAnother });
  element.setAttribute('aria-busy', 'false');
  element.pause = undefined;
  openParts(element);
  // On a scene of the storyboard figures stand still.
  for (const host of data.stage ? [] : element.querySelectorAll('[data-model]')) {
    const moved = (values, names) => choose(data.page, { values, reset: names });
    drive(host, JSON.parse(models[host.dataset.model]), moved);
  }
  if (data.stage) fill(element);
  element.repaint();
  if (data.at && element.arrived !== data.at && element.reveal(data.at)) element.arrived = data.at;
}

// A scene takes the screen below its bar; on a phone it is as long as it is.
function fill(element) {
  element.style.setProperty('--scale', Math.min(Math.max(element.clientWidth / STAGE, 1), LARGEST).toFixed(2));
  const fits = element.clientWidth < NARROW || element.fill(innerHeight - element.getBoundingClientRect().top - EDGE);
  element.toggleAttribute('tall', !fits);
}

const fillAll = () => mounts.forEach(({ data }, element) => data.stage && fill(element));
// The bar above it comes when it comes, and so do fonts.
const rooms = new ResizeObserver(fillAll);
addEventListener('resize', fillAll);

function listen(element) {
  heard.add(element);
  const tell = (kind, detail) => mounts.get(element)?.setTriggerValue(kind, detail);
  element.addEventListener('steerco-ask', ({ detail }) => tell('ask', detail));
  element.addEventListener('steerco-link', ({ detail }) => {
    preview(new URL(detail.href));
    tell('link', { page: detail.page, query: Object.fromEntries(new URL(detail.href).searchParams) });
  });
  element.addEventListener('steerco-part', ({ detail }) => remember(detail));
  element.addEventListener('steerco-choose', ({ detail }) => choose(mounts.get(element).data.page, detail));
}

// Puts other choices into the address, and shows the page for them.
function choose(page, { values, reset }) {
  const address = new URL(location.href);
  reset.forEach((name) => address.searchParams.delete(name));
  Object.entries(values).forEach(([name, value]) => address.searchParams.set(name, value));
  news = {};
  told += 1;
  // Asked for before the address changes, which takes a browser a while.
  const coming = viewOf(page, address.search);
  history.pushState(history.state, '', address);
  // Where the browser can't have the view by itself, and where the page has more to draw than pictures, it has to run.
  turn(page, coming).then(() => mountOf(page)?.data.waits && follow(page), () => follow(page));
}

// Asks for a page's view; the server takes note of it: the next run of any page goes on from there.
function viewOf(page, search) {
  const { visit } = mountOf(page).data;
  return fetched(`view/${page}${search}`, { 'X-Steerco-Visit': visit, 'X-Steerco-Told': String(told) });
}

// Shows what the address says.
async function turn(page, coming = viewOf(page, location.search)) {
  const mine = ++asked;
  const { pathname } = location;
  const waiting = setTimeout(wait, SILENT, page, true);
  for (const [element, { data }] of mounts) if (data.page === page) element.setAttribute('aria-busy', 'true');
  const view = await coming.finally(() => {
    clearTimeout(waiting);
    wait(page, false);
  });
  // Meanwhile the visitor may have chosen again, or gone to another page.
  if (mine !== asked || location.pathname !== pathname) return;
  keep(view.hash, Promise.resolve(view.picture));
  const address = new URL(location.href);
  view.names.forEach((name) => name in view.query || address.searchParams.delete(name));
  if (address.href !== location.href) history.replaceState(history.state, '', address);
  for (const [element, mount] of mounts) {
    if (mount.data.page !== page) continue;
    const { hash, head, foot, query, releases } = view;
    mount.data = { ...mount.data, hash, query, releases, ...(mount.data.head && { head }), ...(mount.data.foot && { foot }) };
    place(element, mount.data);
  }
}

// Who comes back to a page is shown today's data: in another tab, or elsewhere, somebody may have published or rolled back.
async function refresh() {
  const page = here() || 'brief';
  const data = mountOf(page)?.data;
  if (document.hidden || !data || data.stage) return;
  if (!data.waits) return void turn(page).catch(() => {});
  const view = await fetched(`view/${page}${location.search}`).catch(() => null);
  if (view && Object.entries(view.releases).some(([dataset, id]) => seen.get(dataset) !== id)) follow(page);
}

addEventListener('focus', refresh);
document.addEventListener('visibilitychange', refresh);

// Says that something is under way, where it takes longer than a moment.
function wait(page, yes) {
  for (const [element, { data }] of mounts) if (data.page === page) element.toggleAttribute('waiting', yes);
}

// Has the page run for what the address says.
function follow(page) {
  mountOf(page)?.setTriggerValue('tell', { count: told, query: Object.fromEntries(new URLSearchParams(location.search)) });
}

const mountOf = (page) => [...mounts.values()].find(({ data }) => data.page === page);

// Back and forward: the page runs by itself, and shows the same a little later.
addEventListener('popstate', () => {
  const here = [...mounts.values()].find(({ data, path }) => data.page && path === location.pathname);
  if (here) turn(here.data.page).catch(() => {});
  mounts.forEach((_, element) => openParts(element));
});

// Links keep what the visitor chose, so that they can be opened beside and copied.
function address(element, { focus: _, ...query } = {}) {
  for (const link of element.querySelectorAll('a.link')) {
    const { page, place, focus } = link.dataset;
    const parameters = new URLSearchParams({ ...query, ...(place && { at: place }), ...(focus && { focus }) });
    link.href = new URL(`${page}?${parameters}`, document.baseURI);
  }
}

// Which part of a page is open is in the address; the first one needs no word there.
function remember({ name, value, first }) {
  const address = new URL(location.href);
  if (first) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.pushState(history.state, '', address);
}

function openParts(element) {
  const query = new URLSearchParams(location.search);
  for (const tabs of element.querySelectorAll('[data-tabs]')) {
    const first = tabs.querySelector('[data-tab]')?.dataset.tab;
    element.openPart(tabs.dataset.tabs, query.get(tabs.dataset.tabs) ?? first ?? '');
  }
}
