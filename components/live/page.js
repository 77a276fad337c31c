// The pictures of a page of Streamlit. The page hands over the hash of its frame; the browser fetches that, and asks for
// another view by itself when a filter changes, so that no run of the page stands between. The page is told afterwards.

import './picture.js';

// Milliseconds without a change before the page is told, and within which what the page says may be older than the screen.
const [QUIET, LATE] = [500, 8000];
// Milliseconds for which nothing is said: most pictures are there before.
const SILENT = 300;
// Pictures by their hash and views by their address, the last ones shown.
const MOST = 60;
const known = new Map();
const mounts = new Map(); // element -> what its last run handed over
let told = 0;
let changed = 0;
let timer = 0;
let asked = 0;
let pending = null; // what the page has not been told yet

// The style sheet, once for the page; nothing is placed before it is there.
const STYLED = new Promise((resolve) => {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL('picture.css', document.baseURI);
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});

function fetched(path) {
  const answer = known.get(path) ?? fetch(new URL(path, document.baseURI)).then((got) => (got.ok ? got.json() : Promise.reject(got)));
  known.delete(path);
  known.set(path, answer);
  if (known.size > MOST) known.delete(known.keys().next().value);
  answer.catch(() => known.delete(path));
  return answer;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  const element = host.querySelector('steerco-picture');
  if (!mounts.has(element)) listen(element);
  mounts.set(element, { data, setTriggerValue });
  host.setAttribute('theme', isDark(host) ? 'dark' : 'light');
  element.setAttribute('can', data.can);
  element.setAttribute('plotly', new URL(data.plotly, document.baseURI));
  element.toggleAttribute('stage', Boolean(data.stage));
  Object.assign(element.dataset, { page: data.page ?? '', path: location.pathname });
  // What a run says that began before the last change here is not shown; another run follows.
  const isLate = data.told < told && performance.now() - changed < LATE;
  if (!data.page || !isLate) place(element, data);
  return () => mounts.delete(element);
}

function place(element, data) {
  element.wanted = data.hash;
  if (data.part === 'foot') return void STYLED.then(() => show(element, data, { markup: [], charts: {} }));
  Promise.all([fetched(`frames/${data.hash}`), STYLED]).then(
    ([picture]) => element.wanted === data.hash && show(element, data, picture),
    // The server knows no such picture any more, or was started anew: the next run makes it again.
    () => mounts.get(element)?.setTriggerValue('missing', data.hash),
  );
}

function show(element, data, { markup, charts }) {
  const body = data.part === 'foot' ? data.foot : `${data.head ?? ''}${markup[data.part] ?? ''}`;
  element.show({ markup: body, charts, base: new URL(`frames/${data.hash}`, document.baseURI) });
  address(element, data.query);
  openParts(element);
  element.repaint();
  if (data.at && element.arrived !== data.at && element.reveal(data.at)) element.arrived = data.at;
}

function listen(element) {
  const tell = (kind, detail) => mounts.get(element)?.setTriggerValue(kind, detail);
  element.addEventListener('steerco-ask', ({ detail }) => tell('ask', detail));
  element.addEventListener('steerco-link', ({ detail }) => {
    tell('link', { page: detail.page, query: Object.fromEntries(new URL(detail.href).searchParams) });
  });
  element.addEventListener('steerco-part', ({ detail }) => remember(detail));
  element.addEventListener('steerco-choose', ({ detail }) => {
    const query = new URLSearchParams(location.search);
    detail.reset.forEach((name) => query.delete(name));
    Object.entries(detail.values).forEach(([name, value]) => query.set(name, value));
    turn(mounts.get(element).data.page, query).catch(() => tell('choose', detail));
  });
}

// Shows the page for other choices, and puts them into the address.
async function turn(page, query, { isBack = false } = {}) {
  const mine = ++asked;
  changed = performance.now();
  if (!isBack) told += 1;
  const waiting = setTimeout(wait, SILENT, page, true);
  const view = await fetched(`view/${page}?${query}`).finally(() => {
    clearTimeout(waiting);
    wait(page, false);
  });
  if (mine !== asked) return;
  known.set(`frames/${view.hash}`, Promise.resolve(view.picture));
  if (!isBack) {
    const address = new URL(location.href);
    view.names.forEach((name) => address.searchParams.delete(name));
    Object.entries(view.query).forEach(([name, value]) => address.searchParams.set(name, value));
    if (address.href !== location.href) history.pushState(history.state, '', address);
  }
  for (const [element, mount] of mounts) {
    if (mount.data.page !== page) continue;
    const { hash, head, foot, query } = view;
    mount.data = { ...mount.data, hash, query, ...(mount.data.head && { head }), ...(mount.data.foot && { foot }) };
    place(element, mount.data);
  }
  if (isBack) return;
  clearTimeout(timer);
  const { data } = [...mounts.values()].find((mount) => mount.data.page === page);
  pending = { page, query: view.query };
  timer = setTimeout(follow, data.waits ? 0 : QUIET);
}

// Says that something is under way, where it takes longer than a moment.
function wait(page, yes) {
  for (const [element, { data }] of mounts) if (data.page === page) element.toggleAttribute('waiting', yes);
}

// Tells the page what is shown, so that it goes on from there.
function follow() {
  clearTimeout(timer);
  if (!pending) return;
  const { page, query } = pending;
  pending = null;
  [...mounts.values()].find(({ data }) => data.page === page)?.setTriggerValue('tell', { count: told, query });
}

// Whatever is done outside of the pictures, such as going to another page, goes on from what they show.
for (const kind of ['pointerdown', 'keydown']) {
  addEventListener(kind, ({ target }) => target.closest?.('steerco-picture') || follow(), { capture: true });
}

// Back and forward: the page runs by itself, and shows the same a little later.
addEventListener('popstate', () => {
  const page = [...mounts.values()].find(({ data }) => data.page && isHere(data.page))?.data.page;
  if (page) turn(page, new URLSearchParams(location.search), { isBack: true }).catch(() => {});
  mounts.forEach((_, element) => openParts(element));
});

const isHere = (page) => document.querySelector(`steerco-picture[data-page="${page}"]`)?.dataset.path === location.pathname;

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

// Whether the theme around the picture is a dark one.
function isDark(host) {
  const [red, green, blue] = getComputedStyle(host.parentElement).color.match(/[\d.]+/g).map(Number);
  return red + green + blue > 384;
}
