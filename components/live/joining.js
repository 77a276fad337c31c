// How every page of a meeting begins: theme, entering by the link, and a word on the connection.

import { address, Client, enter } from './client.js';
import { day, made, say } from './widgets.js';

const ROOT = document.documentElement;
const SYSTEM = matchMedia('(prefers-color-scheme: dark)');
const THEME = 'steerco-theme';
// Milliseconds without a connection after which that is said: most come back sooner.
const SHORT = 1200;
// Milliseconds after which entering is tried again, and the answer of a server that has too much to do.
const [AGAIN, BUSY] = [4000, 429];

export const at = (id) => document.getElementById(id);

// Where plotly.js is, as the server has written into the page.
export const plotly = () => address(ROOT.dataset.plotly).href;

// Follows the system until somebody chooses; what was chosen stays in this browser.
export function chooseTheme(button) {
  const stand = (theme) => {
    if (theme) ROOT.setAttribute('theme', theme);
    const isDark = (theme ?? (SYSTEM.matches ? 'dark' : 'light')) === 'dark';
    button?.setAttribute('aria-pressed', String(isDark));
    document.querySelectorAll('steerco-picture').forEach((picture) => picture.repaint?.());
    return isDark;
  };
  let isDark = stand(recall(THEME));
  SYSTEM.addEventListener('change', () => (isDark = stand(recall(THEME))));
  button?.addEventListener('click', () => {
    keep(THEME, isDark ? 'light' : 'dark');
    isDark = stand(isDark ? 'light' : 'dark');
  });
}

// What this browser keeps; one that keeps nothing is no reason to stop.
export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

// Enters by the link and returns the client, as soon as the server is there; where it is refused, the page says why and what to
// do, and null comes back.
export async function join() {
  // Who opens another link in the same tab changes the fragment alone.
  addEventListener('hashchange', () => location.hash.includes('.') && location.reload());
  for (;;) {
    try {
      const client = new Client(await enter(askHere));
      document.title = [client.meeting.title, client.meeting.organisation].filter(Boolean).join(' · ');
      watchLink(client);
      return client;
    } catch (refusal) {
      if (refusal.status >= 400 && refusal.status < 500 && refusal.status !== BUSY) {
        cover('This page can’t be opened', refusal.message);
        return null;
      }
      cover('The meeting can’t be reached', 'This page tries again by itself.');
      await new Promise((resolve) => setTimeout(resolve, AGAIN * (0.5 + Math.random() / 2)));
    }
  }
}

// Asks whether a link that is open elsewhere shall be used here.
function askHere(sentence) {
  return new Promise((resolve) => {
    cover('Open in another browser', `${sentence} If you continue here, it ends there.`, [['Continue here', () => resolve(true)]]);
  });
}

// Shows words instead of the picture; without a title the picture again.
export function cover(title = '', sentence = '', actions = [], more = '') {
  const box = at('cover');
  document.body.classList.toggle('covered', Boolean(title));
  if (box.dataset.shown === title + sentence) return;
  box.dataset.shown = title + sentence;
  box.replaceChildren();
  if (!title) return;
  made('h1', '', box, title);
  for (const text of [sentence, more]) if (text) made('p', '', box, text);
  for (const [label, work] of actions) {
    const button = made('button', 'primary', box, label);
    button.type = 'button';
    button.addEventListener('click', work);
  }
}

// Which scene is on stage, or that a page was put there.
export const numbered = ({ scene }) => (scene ? `${scene.number} of ${scene.count}` : 'Shown on request');

// The words for a meeting that is not on; null while it is.
export function outside(client, stage) {
  const { title, organisation, day: date } = client.meeting;
  const about = [organisation, date && day(date)].filter(Boolean).join(' · ');
  if (stage.state === 'planned') return [title, about, [], 'The meeting has not begun. This page shows it as soon as it does.'];
  if (stage.state === 'closed') return ['The meeting has ended', [title, about].filter(Boolean).join(' · '), [], ''];
  return null;
}

function watchLink(client) {
  const [box, words] = [at('link'), at('lost')];
  let late = 0;
  const show = ({ now, sentence }) => {
    clearTimeout(late);
    if (now === 'lost') {
      late = setTimeout(() => {
        box.dataset.now = 'lost';
        say(box, 'Reconnecting');
        words.hidden = false;
      }, SHORT);
      return;
    }
    box.dataset.now = now;
    say(box, now === 'live' ? 'Live' : '');
    words.hidden = true;
    if (now === 'out') cover('Your place in this meeting has ended', sentence);
  };
  client.addEventListener('state', ({ detail }) => show(detail));
}
