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
    location.replace(secret.includes('.') ? findAskedPage() : new URL('.', document.baseURI));
  } catch (refusal) {
    say('You are not signed in', refusal.message, secret.includes('.'));
  }
}

async function leave() {
  try {
    const { next } = await ask('account/leave', {});
    if (next) return location.replace(new URL(next, document.baseURI));
    say('You are signed out', 'In every tab of this browser. Your own link brings you back.');
  } catch (refusal) {
    say('You are still signed in', refusal.message);
  }
}

// The page that was asked for before the provider was; sign_in.js has kept it.
function findAskedPage() {
  const page = new URL(sessionStorage.getItem('steerco-asked') ?? '.', document.baseURI);
  sessionStorage.removeItem('steerco-asked');
  return page.origin === location.origin ? page : new URL('.', document.baseURI);
}

function say(title, sentence, again = false) {
  const cover = at('cover');
  cover.replaceChildren();
  made('h1', '', cover, title);
  made('p', '', cover, sentence);
  if (again) made('a', '', cover, 'Back to signing in').href = '.';
}
