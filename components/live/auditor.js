// Opens a link for an auditor: its secret leaves the address before anything else happens, and is sent in the body of requests
// only. It is kept by this page alone, so that whoever loads it again opens the link again.

import { ask, askFile } from './client.js';
import { at, chooseTheme } from './joining.js';
import { digest } from './sha256.js';
import { act, made } from './widgets.js';

// Milliseconds that opening and packing may take: somebody has to read the case first.
const PATIENCE = 180_000;
const INCOMPLETE = 'Open the whole link that you were sent. This page keeps nothing of it, so it is needed again after loading the page again.';

let secret = '';
let name = '';

chooseTheme(null);
addEventListener('hashchange', begin);
at('take').addEventListener('click', () => act(at('take'), at('said'), take));
begin();

async function begin() {
  secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  at('package').hidden = true;
  if (!secret) return cover('This address is not complete', INCOMPLETE);
  const token = secret;
  try {
    const offer = await ask('auditor/open', { token }, AbortSignal.timeout(PATIENCE));
    // Another link may have been opened in this tab meanwhile.
    if (token === secret) show(offer);
  } catch (refusal) {
    if (token === secret) cover('This link can’t be opened', refusal.message);
  }
}

function show(offer) {
  name = offer.name;
  at('cover').replaceChildren();
  at('organisation').textContent = offer.organisation;
  at('title').textContent = `${offer.framework}, ${offer.period}`;
  at('about').textContent = 'Controls as they stand on the last day, and the evidence of the period, to take along.';
  list(at('facts'), [['Case', offer.title], ['This link holds until', offer.expires]]);
  list(at('files'), offer.files);
  at('said').textContent = '';
  at('proof').hidden = true;
  at('package').hidden = false;
}

async function take() {
  at('proof').hidden = true;
  const file = await askFile('auditor/package', { token: secret }, AbortSignal.timeout(PATIENCE));
  const link = Object.assign(made('a'), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  list(at('proof'), [['SHA-256 of the package', await digest(await file.arrayBuffer())]]);
  at('proof').hidden = false;
  return `Saved as ${name}. Whoever sent you the link finds the same SHA-256 in the audit log.`;
}

function list(box, pairs) {
  box.replaceChildren();
  for (const [term, text] of pairs) {
    made('dt', '', box, term);
    made('dd', '', box, text);
  }
}

function cover(title, sentence) {
  at('cover').replaceChildren();
  made('h1', '', at('cover'), title);
  made('p', '', at('cover'), sentence);
}
