// Signs somebody in with the secret of a personal link, or out: the secret leaves the address before anything else happens.

import { ask } from './client.js';
import { at, chooseTheme } from './joining.js';
import { made } from './widgets.js';

const OUT = 'out';

chooseTheme(null);
addEventListener('hashchange', begin);
begin();

async function begin() {
  const secret = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  if (secret === OUT) return leave();
  if (!secret) return say('This address is not complete', 'Open the link that your instructor has sent you, whole.');
  try {
    await ask('account/enter', { token: secret });
    location.replace(new URL('.', document.baseURI));
  } catch (refusal) {
    say('You are not signed in', refusal.message);
  }
}

async function leave() {
  try {
    await ask('account/leave', {});
    say('You are signed out', 'In every tab of this browser. Your own link brings you back.');
  } catch (refusal) {
    say('You are still signed in', refusal.message);
  }
}

function say(title, sentence) {
  const cover = at('cover');
  cover.replaceChildren();
  made('h1', '', cover, title);
  made('p', '', cover, sentence);
}
