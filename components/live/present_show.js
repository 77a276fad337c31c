// On every page of the app while a meeting is open that this browser presents: puts the page as it is before one's eyes on
// stage, and takes it off again.

import { ask } from './client.js';
import { clientHere, seatIn, styled } from './present.js';
import { setTheme, watchTheme } from './theme.js';
import { act, made, say } from './widgets.js';

const NARROW = 40; // characters of a message

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  const bar = host.querySelector('.offer');
  setTheme(host);
  watchTheme();
  const offer = (bar.offer ??= build(bar));
  const meeting = data.meetings.find(seatIn);
  const toDesk = () => setTriggerValue('desk', meeting);
  styled.then(() => offer.look({ ...data, meeting, toDesk }));
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
    await ask(stage(), { do: 'page', page: data.page, query: queryHere() });
    await look(data);
    return 'It is on stage.';
  });
  const off = button('Take off stage', '', async () => {
    await ask(stage(), { do: 'off' });
    await look(data);
    return '';
  });
  button('Desk', '', async () => void data.toDesk());
  let data = {};
  const stage = () => `meet/${seatIn(data.meeting)}/stage`;
  const look = async (newest) => {
    data = newest;
    const shown = data.meeting ? await stageNow(data.meeting) : null;
    bar.hidden = shown?.state !== 'open';
    if (bar.hidden) return;
    const isHere = shown.page === data.page && isSame(shown.query, queryHere());
    const message = shown.scene ? `${shown.scene.number} of ${shown.scene.count}` : isHere ? 'this page' : 'a page';
    say(where, `On stage: ${message}`.slice(0, NARROW));
    put.hidden = isHere;
    off.hidden = !shown.page;
    if (!isHere) say(said, '');
  };
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && bar.isConnected && look(data));
  // A filter that changes by itself changes what would be shown.
  globalThis.navigation?.addEventListener('navigatesuccess', () => bar.isConnected && data.page === pageHere() && look(data));
  return { look };
}

const pageHere = () => location.pathname.split('/').at(-1) || 'brief';
const queryHere = () => Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => name !== 'at'));
const isSame = (one, other) => JSON.stringify(Object.entries(one ?? {}).sort()) === JSON.stringify(Object.entries(other).sort());

// What is on stage, where this browser presents that meeting.
async function stageNow(meeting) {
  try {
    if (clientHere()?.meeting.id === meeting) return (await clientHere().get('state')).stage;
    const seat = seatIn(meeting);
    const own = seat && (await ask(`meet/${seat}/me`)).meeting;
    return own?.id === meeting ? (await ask(`meet/${seat}/state`)).stage : null;
  } catch {
    return null;
  }
}
