// On every page of the app while a meeting is open that this browser presents: puts the page as it is before one's eyes on
// stage, and takes it off again.

import { ask } from './client.js';
import { clientHere, presents, SEAT, styled } from './present.js';
import { setTheme, watchTheme } from './theme.js';
import { act, made, say } from './widgets.js';

const NARROW = 40; // characters of a message

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector('.steerco');
  const bar = host.querySelector('.offer');
  setTheme(host);
  watchTheme();
  const offer = (bar.offer ??= build(bar));
  styled.then(() => offer.look(data));
}

function build(bar) {
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'The stage');
  const where = made('span', 'where', bar);
  const said = made('span', 'said', bar);
  said.setAttribute('role', 'status');
  const button = (words, name, work) => {
    const found = Object.assign(made('button', name, bar, words), { type: 'button' });
    found.addEventListener('click', () => act(found, said, work));
    return found;
  };
  const put = button('Show this to everyone', 'primary', async () => {
    await post({ do: 'page', page: data.page, query: queryHere() });
    await look(data);
    return 'It is on stage.';
  });
  const off = button('Take off stage', '', async () => {
    await post({ do: 'off' });
    await look(data);
    return '';
  });
  button('Desk', '', async () => void toDesk());
  let data = {};
  const look = async (newest) => {
    data = newest;
    const stage = await stageNow(data.meeting);
    bar.hidden = stage?.state !== 'open';
    if (bar.hidden) return;
    const isHere = stage.page === data.page && isSame(stage.query, queryHere());
    const message = stage.scene ? `${stage.scene.number} of ${stage.scene.count}` : isHere ? 'this page' : 'a page';
    say(where, `On stage: ${message}`.slice(0, NARROW));
    put.hidden = isHere;
    off.hidden = !stage.page;
    if (!isHere) say(said, '');
  };
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && bar.isConnected && look(data));
  // A filter that changes by itself changes what would be shown.
  globalThis.navigation?.addEventListener('navigatesuccess', () => bar.isConnected && data.page === pageHere() && look(data));
  return { look };
}

const post = (body) => (clientHere() ? clientHere().post('stage', body) : ask(`meet/${SEAT}/stage`, body));
const pageHere = () => location.pathname.split('/').at(-1) || 'brief';
const queryHere = () => Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name !== 'at'));
const isSame = (one, other) => JSON.stringify(Object.entries(one ?? {}).sort()) === JSON.stringify(Object.entries(other).sort());

// What is on stage, where this browser presents that meeting.
async function stageNow(meeting) {
  try {
    if (clientHere()?.meeting.id === meeting) return (await clientHere().get('state')).stage;
    if (!presents(meeting)) return null;
    const { meeting: own } = await ask(`meet/${SEAT}/me`);
    return own.id === meeting ? (await ask(`meet/${SEAT}/state`)).stage : null;
  } catch {
    return null;
  }
}

function toDesk() {
  const link = document.querySelector('[data-testid="stSidebarNav"] a[href$="/present"]');
  if (link) link.click();
  else location.assign(new URL('present', document.baseURI));
}
