// The page Present in the browser: enters the meeting that Streamlit hands over, and shows the desk over the whole window.

import { ask, Client } from './client.js';
import { Desk } from './desk.js';
import { modeOf } from './desk_modes.js';
import { keep, recall } from './joining.js';
import { setTheme, watchTheme } from './theme.js';
import { made } from './widgets.js';

// Which meeting this browser presents, and its place there: the cookie is out of reach for scripts.
const PRESENTS = 'steerco-presents';
export const seatIn = (meeting) => (recall(PRESENTS) ?? '').split(`${meeting} `)[1] ?? null;
// This tab has one desk, which goes on while another page of the app is shown.
let here = null;
export const styled = new Promise((resolve) => {
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('live/present.css', document.baseURI) });
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});

// The client of the desk in this tab, if there is one.
export const clientHere = () => here?.desk?.client ?? null;

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  const dialog = host.querySelector('dialog');
  const address = new URL(data.plotly, document.baseURI).href;
  const mount = { ...data, plotly: address };
  setTheme(host);
  watchTheme();
  if (here?.data.meeting !== data.meeting) {
    here?.desk?.end();
    here = { data: mount, desk: null };
    begin(here, dialog);
    if (host.querySelector('.again')) open(dialog);
  } else here.desk?.take(mount);
  // Leaves the desk; the page is drawn again as things are now.
  const leave = (word) => {
    dialog.close();
    setTriggerValue(word, Date.now());
  };
  here.page = {
    leave: () => leave('away'),
    recheck: () => setTriggerValue('check', Date.now()),
    over: () => leave('over'),
    again: () => setTriggerValue('again', Date.now()),
  };
  if (here.desk && here.desk.root.parentElement !== dialog) dialog.replaceChildren(here.desk.root);
  here.dialog = dialog;
  offer(host, dialog);
}

// The desk is left and opened again; what Streamlit draws beside it stays as it was.
function offer(host, dialog) {
  if (!host.querySelector('.again')) {
    const again = made('button', 'again', host, 'Open the desk');
    again.type = 'button';
    again.addEventListener('click', () => open(dialog));
    // Esc has a meaning of its own here.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    styled.then(() => dialog.isConnected && open(dialog));
  }
}

// Nothing is in hand at first: every key is the desk's.
function open(dialog) {
  dialog.showModal();
  dialog.querySelector('.console')?.focus();
}

async function begin(mine, dialog) {
  try {
    const place = await enter(mine.data, (sentence) => confirm(mine, sentence));
    keep(PRESENTS, `${mine.data.meeting} ${place.seat}`);
    if (mine !== here) return;
    // Each run of the page hands over its own.
    const page = Object.fromEntries(Object.keys(mine.page).map((name) => [name, () => mine.page[name]()]));
    mine.desk = new Desk(new Client(place), mine.data, page);
    mine.dialog.replaceChildren(mine.desk.root);
    mine.desk.root.focus();
  } catch (refusal) {
    words(mine.dialog ?? dialog, 'The desk can’t be opened', refusal.message, [['Try again', () => begin(mine, dialog)], ['Pages', () => mine.page.leave()]]);
  }
}

// Enters by a presenter's own link, which stands behind the #, or by the one that the page handed over, or as who is there
// already: another tab of this browser has the same place.
async function enter(data, confirm) {
  const { meeting } = data;
  const isOwn = location.hash.includes('.');
  const token = isOwn ? location.hash.slice(1) : data.token;
  if (isOwn) history.replaceState(history.state, '', location.pathname + location.search);
  if (!token) return own(meeting);
  try {
    return await ask('meet/enter', { token });
  } catch (refusal) {
    if (!refusal.answer?.elsewhere) throw refusal;
    const place = await own(meeting).catch(() => null);
    if (place) return place;
    if (!(await confirm(refusal.message))) throw refusal;
    return ask('meet/enter', { token, here: true });
  }
}

async function own(meeting) {
  const seat = seatIn(meeting);
  const place = seat && { seat, ...(await ask(`meet/${seat}/me`)) };
  if (place?.meeting.id !== meeting) throw new Error('Only who presents may open it: open the link that you were given for that.');
  return place;
}

const confirm = (mine, sentence) =>
  new Promise((resolve) => {
    const [title, yes] = modeOf(mine.data).elsewhere;
    words(mine.dialog, title, sentence, [[yes, () => resolve(true)], ['Leave it', () => resolve(false)]]);
  });

function words(dialog, title, sentence, acts) {
  const box = made('div', 'console words');
  made('h1', '', box, title);
  made('p', '', box, sentence);
  const row = made('div', 'row', box);
  for (const [label, work] of acts) {
    const button = made('button', label === acts[0][0] ? 'primary' : '', row, label);
    button.type = 'button';
    button.addEventListener('click', work);
  }
  dialog.replaceChildren(box);
}
