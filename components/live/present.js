// The page Present in the browser: enters the meeting that Streamlit hands over, and shows the desk over the whole window.

import { ask, Client } from './client.js';
import { Desk } from './desk.js';
import { keep, recall } from './joining.js';
import { setTheme, watchTheme } from './theme.js';
import { made } from './widgets.js';

export const SEAT = 'presenter';
// Which meeting this browser presents: its cookie is out of reach for scripts.
const PRESENTS = 'steerco-presents';
export const presents = (meeting) => recall(PRESENTS) === meeting;
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
  } else here.desk?.take(mount);
  here.page = {
    leave: () => dialog.close(),
    recheck: () => setTriggerValue('check', Date.now()),
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
    again.addEventListener('click', () => dialog.showModal());
    // Esc has a meaning of its own here.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    styled.then(() => dialog.isConnected && dialog.showModal());
  }
}

async function begin(mine, dialog) {
  try {
    const place = await enter(mine.data, (sentence) => confirm(mine, sentence));
    keep(PRESENTS, mine.data.meeting);
    if (mine !== here) return;
    const page = { leave: () => mine.page.leave(), recheck: () => mine.page.recheck() };
    mine.desk = new Desk(new Client(place), mine.data, page);
    mine.dialog.replaceChildren(mine.desk.root);
  } catch (refusal) {
    words(mine.dialog ?? dialog, 'The desk can’t be opened', refusal.message, [['Try again', () => begin(mine, dialog)], ['Pages', () => mine.page.leave()]]);
  }
}

// Enters by the link that the page handed over, or as who is there already: another tab of this browser has the same place.
async function enter({ token, meeting }, confirm) {
  if (!token) return own(meeting);
  try {
    return await ask('meet/enter', { token });
  } catch (refusal) {
    if (!refusal.answer?.elsewhere) throw refusal;
    const place = presents(meeting) && (await own(meeting).catch(() => null));
    if (place) return place;
    if (!(await confirm(refusal.message))) throw refusal;
    return ask('meet/enter', { token, here: true });
  }
}

async function own(meeting) {
  const place = { seat: SEAT, ...(await ask(`meet/${SEAT}/me`)) };
  if (place.meeting.id !== meeting) throw new Error('This browser presents another meeting.');
  return place;
}

const confirm = (mine, sentence) =>
  new Promise((resolve) => {
    words(mine.dialog, 'Somebody presents this meeting already', sentence, [['Present here', () => resolve(true)], ['Leave it', () => resolve(false)]]);
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
