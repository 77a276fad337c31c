// A picture within a page of Streamlit: fetches the frame by its hash, shows one part of it, and hands on what was clicked.

import './picture.js';

const CAN = ['ask', 'link', 'choose'];
// Pictures by their hash, the last ones shown: a frame that is shown again is not asked for.
const KNOWN = new Map();
const MOST = 40;

function fetched(hash) {
  const address = new URL(`frames/${hash}`, document.baseURI);
  const picture = KNOWN.get(hash) ?? fetch(address).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));
  KNOWN.delete(hash);
  KNOWN.set(hash, picture);
  if (KNOWN.size > MOST) KNOWN.delete(KNOWN.keys().next().value);
  picture.catch(() => KNOWN.delete(hash));
  return picture;
}

// The style sheet, once for the page; nothing is placed before it is there.
const STYLED = new Promise((resolve) => {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL('picture.css', document.baseURI);
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});

addEventListener('popstate', () => document.querySelectorAll('steerco-picture').forEach(openParts));

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  const picture = host.querySelector('steerco-picture');
  host.setAttribute('theme', isDark(host) ? 'dark' : 'light');
  for (const name of CAN) picture[`on${name}`] = (detail) => setTriggerValue(name, detail);
  if (!picture.heard) {
    picture.heard = true;
    for (const name of CAN) picture.addEventListener(`steerco-${name}`, ({ detail }) => picture[`on${name}`](detail));
    picture.addEventListener('steerco-part', ({ detail }) => remember(detail));
  }
  picture.setAttribute('can', data.can);
  picture.toggleAttribute('stage', data.stage);
  picture.setAttribute('plotly', new URL(data.plotly, document.baseURI));
  picture.wanted = data.hash;
  Promise.all([fetched(data.hash), STYLED]).then(
    ([{ markup, charts }]) => {
      if (picture.wanted !== data.hash) return;
      picture.show({ markup: markup[data.part], charts, base: new URL(`frames/${data.hash}`, document.baseURI) });
      addressed(picture, data.query);
      openParts(picture);
      picture.repaint();
      if (data.at && picture.arrived !== data.at && picture.reveal(data.at)) picture.arrived = data.at;
    },
    // The server knows no such picture any more, or was started anew: the next run makes it again.
    () => setTriggerValue('missing', data.hash),
  );
}

// Links keep what the visitor chose, so that they can be opened beside and copied.
function addressed(picture, query) {
  for (const link of picture.querySelectorAll('a.link')) {
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

function openParts(picture) {
  const query = new URLSearchParams(location.search);
  for (const tabs of picture.querySelectorAll('[data-tabs]')) {
    const first = tabs.querySelector('[data-tab]')?.dataset.tab;
    picture.openPart(tabs.dataset.tabs, query.get(tabs.dataset.tabs) ?? first ?? '');
  }
}

// Whether the theme around the picture is a dark one.
function isDark(host) {
  const [red, green, blue] = getComputedStyle(host).color.match(/[\d.]+/g).map(Number);
  return red + green + blue > 384;
}
