// One browser's place in a meeting: enters with the secret of a link, hears what is on stage by server-sent events or, where
// those do not come through, by long polling, and sends what its person does. It shows nothing by itself.
//
//   const client = new Client(await enter(token));
//   client.addEventListener('stage', ({ detail }) => …);   // also move, room, desk, and state {now, sentence}
//   client.start();
//
// What `state` says: `live`, `lost` (it goes on trying by itself) or `out` (the place is no longer there: nothing more comes).

// Milliseconds: without a beat a stream is dead; after so long without any event it is taken not to come through; between two
// tries, at first and at most; of a request that may wait, and of one that may not.
const [DEAD, SILENT, SOON, RARELY, LONG, SHORT] = [25_000, 6_000, 400, 8_000, 40_000, 15_000];
// After so long of polling a stream is tried again.
const AGAIN = 120_000;
// An answer that brings nothing is not shorter than that.
const BRIEF = 1000;
// A move follows the stage that it belongs to.
const KINDS = ['stage', 'move', 'room', 'desk'];
const PICTURES = 24;
const NO_ANSWER = 'No answer came from the server, so this may not have arrived. Try again in a moment.';
const GONE = new Set([401, 403, 404, 410]);

export const address = (path) => new URL(path, document.baseURI);

// What the server refuses, with the sentence that it gives.
export class Refusal extends Error {
  constructor(sentence, status = 0, answer = {}) {
    super(sentence);
    Object.assign(this, { status, answer });
  }
}

// Asks the server; `body` makes it a POST. Throws a Refusal.
export async function ask(path, body, signal) {
  const answer = await request(path, body, signal);
  return answer.json().catch(() => Promise.reject(new Refusal(NO_ANSWER)));
}

// Asks for a file, as a Blob. Throws a Refusal.
export async function askFile(path, body, signal) {
  const answer = await request(path, body, signal);
  return answer.blob().catch(() => Promise.reject(new Refusal(NO_ANSWER)));
}

async function request(path, body, signal = AbortSignal.timeout(SHORT)) {
  const sent = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(address(path), { signal, ...sent }).catch(() => null);
  if (!answer) throw new Refusal(NO_ANSWER);
  if (answer.ok) return answer;
  const value = await answer.json().catch(() => null);
  throw new Refusal(value?.error ?? `The server could not do this (${answer.status}). Try again in a moment.`, answer.status, value ?? {});
}

// Enters with what stands in the address: the secret of a link, which is then taken out of it, or the place that this browser
// has already. `confirm(sentence)` is asked where the link is open in another browser. Throws a Refusal.
export async function enter(confirm = async () => false) {
  const fragment = location.hash.slice(1);
  if (!fragment) throw new Refusal('This address is not complete. Open the link or the QR code of your invitation.', 404);
  // A secret has dots in it, and never stands in a request's address.
  const place = fragment.includes('.') ? await exchange(fragment, confirm) : { seat: fragment };
  history.replaceState(null, '', `#${place.seat}`);
  return { ...place, ...(await ask(`meet/${place.seat}/me`)) };
}

async function exchange(token, confirm) {
  try {
    return await ask('meet/enter', { token });
  } catch (refusal) {
    if (!refusal.answer?.elsewhere || !(await confirm(refusal.message))) throw refusal;
    return ask('meet/enter', { token, here: true });
  }
}

export class Client extends EventTarget {
  #boot = '';
  #versions = {};
  #source = null;
  #watch = 0;
  #retry = 0;
  #tries = 0;
  #round = 0;
  #polls = null;
  #pictures = new Map();
  #lock = null;
  #end = new AbortController();
  now = 'new';

  constructor({ seat, ...place }) {
    super();
    Object.assign(this, { seat, ...place });
  }

  // Begins to listen, and goes on until the page is left or `stop` is called.
  start() {
    const { signal } = this.#end;
    this.#wake();
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#connect(), { signal });
    addEventListener('online', () => this.#connect(), { signal });
    addEventListener('pagehide', () => this.#close(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#connect(), { signal });
    this.#listen(this.#close());
  }

  stop() {
    this.#end.abort();
    this.#close();
    this.#lock?.release().catch(() => {});
  }

  // Aborted when this has stopped.
  get signal() {
    return this.#end.signal;
  }

  may(what) {
    return this.me.may.includes(what);
  }

  get(path) {
    return ask(`meet/${this.seat}/${path}`);
  }

  post(path, body = {}) {
    return ask(`meet/${this.seat}/${path}`, body);
  }

  async file(path, body) {
    return (await request(`meet/${this.seat}/${path}`, body)).blob();
  }

  url(path) {
    return address(`meet/${this.seat}/${path}`);
  }

  // The picture of a message: what it brings along, or what the server has under its hash.
  async picture({ hash, picture }) {
    const isPacked = picture && globalThis.DecompressionStream;
    const found = this.#pictures.get(hash) ?? (isPacked ? unpack(picture) : this.get(`frames/${hash}`));
    this.#pictures.delete(hash);
    this.#pictures.set(hash, found);
    if (this.#pictures.size > PICTURES) this.#pictures.delete(this.#pictures.keys().next().value);
    found.catch(() => this.#pictures.delete(hash));
    return found;
  }

  // Asks for the state, then opens a new stream: a phone whose screen was locked has not noticed that the old one is dead.
  async #connect() {
    const round = this.#close();
    this.#wake();
    try {
      // Whatever is there is newer than nothing, so this does not wait.
      this.#take(await this.get('state'));
    } catch (refusal) {
      if (round !== this.#round) return;
      return GONE.has(refusal.status) ? this.#leave(refusal.message) : this.#lose();
    }
    if (round !== this.#round) return;
    this.#stand('live');
    this.#listen(round);
  }

  #listen(round) {
    const source = (this.#source = new EventSource(this.url(`events?${this.#known()}`)));
    let isHeard = false;
    for (const kind of [...KINDS, 'beat']) {
      source.addEventListener(kind, ({ data }) => {
        if (round !== this.#round) return;
        isHeard = true;
        this.#hear(kind, JSON.parse(data));
      });
    }
    // Some proxies refuse a stream, others hold it back until it ends.
    source.onerror = () => round === this.#round && (isHeard ? this.#lose() : this.#poll());
    this.#await(SILENT, () => this.#poll());
  }

  #hear(kind, message) {
    this.#tries = 0;
    this.#await(DEAD, () => this.#connect());
    this.#stand('live');
    if (kind === 'beat') return void (this.#isBehind(message) && this.#connect());
    this.#take({ [kind]: message });
  }

  // What is known here already, so that it does not come again.
  #known() {
    return new URLSearchParams({ boot: this.#boot, ...this.#versions });
  }

  #isBehind({ boot, ...versions }) {
    if (!this.#boot) return false;
    return boot !== this.#boot || ['stage', 'room'].some((kind) => versions[kind] > (this.#versions[kind] ?? -1));
  }

  // Passes on what is newer than what was there; after a start of the server whatever comes.
  #take(messages) {
    for (const kind of KINDS) {
      const message = messages[kind];
      if (!message) continue;
      if (message.boot !== this.#boot) [this.#boot, this.#versions] = [message.boot, {}];
      if (message.version <= (this.#versions[kind] ?? -1)) continue;
      this.#versions[kind] = message.version;
      if (kind !== 'move' || message.stage >= this.#versions.stage) this.#say(kind, message);
    }
  }

  // Asks again and again; each answer comes as soon as there is something newer.
  async #poll() {
    const round = this.#close();
    const until = Date.now() + AGAIN;
    try {
      while (round === this.#round && Date.now() < until) {
        const polls = (this.#polls = new AbortController());
        const began = performance.now();
        this.#await(LONG, () => polls.abort());
        const messages = await ask(`meet/${this.seat}/state?${this.#known()}`, undefined, polls.signal);
        if (round !== this.#round) return;
        this.#tries = 0;
        this.#stand('live');
        this.#take(messages);
        // A server that is about to end answers at once, with nothing.
        if (!Object.keys(messages).length && performance.now() - began < BRIEF) await new Promise((resolve) => setTimeout(resolve, BRIEF));
      }
      if (round === this.#round) this.#connect();
    } catch (refusal) {
      if (round !== this.#round) return;
      if (GONE.has(refusal.status)) this.#leave(refusal.message);
      else this.#lose();
    }
  }

  // Everybody loses a server at once: without chance all would come back at once.
  #lose() {
    this.#close();
    this.#stand('lost');
    const pause = Math.min(SOON * 2 ** this.#tries, RARELY) * (0.5 + Math.random() / 2);
    this.#tries += 1;
    this.#retry = setTimeout(() => this.#connect(), pause);
  }

  #leave(sentence) {
    this.#close();
    this.#stand('out', sentence);
  }

  #await(time, work) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(work, time);
  }

  #close() {
    clearTimeout(this.#watch);
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#polls?.abort();
    return (this.#round += 1);
  }

  #stand(now, sentence = '') {
    if (this.now === now || this.now === 'out') return;
    this.now = now;
    this.#say('state', { now, sentence });
  }

  #say(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  // The screen stays awake where the browser can do that.
  async #wake() {
    if (document.visibilityState !== 'visible' || (this.#lock && !this.#lock.released)) return;
    this.#lock = await navigator.wakeLock?.request('screen').catch(() => null);
  }
}

// A picture from base64 of gzip.
async function unpack(text) {
  if (!globalThis.DecompressionStream) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
}
