// Sends one file in chunks, each named by its SHA-256. What is there is not sent again, so that a file goes on after a pause, a cut
// line, a closed tab or a restart of the server. `changed` is called whenever something about it is another thing.

import { digest } from './sha256.js';

// Chunks that are under way at once, and seconds until the next try: at first, and at most.
const [TOGETHER, SOON, RARELY] = [2, 1, 30];
// Answers after which the same is tried again, and how often a chunk may be damaged on its way.
const [PASSING, MOST_DAMAGED] = [[0, 408, 425, 429, 500, 502, 503, 504], 3];
const UNREADABLE = 'The file has changed, or can no longer be read. Choose it again.';

export class Sender {
  state = 'waiting'; // then 'sending' or 'paused', and 'complete' or 'refused' in the end
  id = '';
  sent = 0; // bytes that are there
  cut = 0; // seconds until the next try, where the line is cut
  error = '';

  constructor(file, about, changed) {
    Object.assign(this, { file, about, changed });
  }

  // Seconds that the rest takes at the pace so far; none where that can't be said yet.
  get remains() {
    const seconds = (performance.now() - this.began) / 1000;
    const came = this.sent - this.before;
    return seconds > 2 && came > 0 ? ((this.file.size - this.sent) * seconds) / came : null;
  }

  async start() {
    this.abort = new AbortController();
    this.#set({ state: 'sending', error: '' });
    const { signal } = this.abort;
    try {
      for (let complete = false; !complete; ) {
        const { id, chunk, have } = await this.#patiently(() => this.#ask('POST', 'upload', this.#describe()), signal);
        this.id = id;
        await this.#sendChunks(chunk, have, signal);
        ({ complete } = await this.#patiently(() => this.#ask('POST', `upload/${id}`), signal));
      }
      this.#set({ state: 'complete' });
    } catch (error) {
      // Who has paused it knows why it stands still.
      if (!signal.aborted) this.#set({ state: 'refused', error: error.message });
      this.abort.abort();
    }
  }

  pause() {
    this.abort?.abort();
    this.#set({ state: 'paused', cut: 0 });
  }

  // Lets go of the file, here and on the server.
  remove() {
    this.abort?.abort();
    if (this.id) this.#ask('DELETE', `upload/${this.id}`).catch(() => {}); // it goes by itself after a day
  }

  #describe() {
    const { name, size, lastModified } = this.file;
    return JSON.stringify({ place: this.about.place, purpose: this.about.purpose, name, size, stamp: Math.round(lastModified) });
  }

  async #sendChunks(chunk, have, signal) {
    const count = Math.ceil(this.file.size / chunk);
    this.sent = this.before = 0;
    this.began = performance.now();
    let next = 0;
    const send = async () => {
      while (next < count) {
        if (signal.aborted) throw new Error('paused');
        const index = next++;
        const bytes = await this.file.slice(index * chunk, (index + 1) * chunk).arrayBuffer().catch(() => Promise.reject(new Error(UNREADABLE)));
        const name = await digest(bytes);
        if (have[index] === name) this.before += bytes.byteLength;
        else await this.#patiently(() => this.#ask('PUT', `upload/${this.id}/${index}/${name}`, bytes, signal), signal);
        this.#set({ sent: this.sent + bytes.byteLength });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, send));
  }

  // Does something until it is answered, with pauses that grow where the line is cut.
  async #patiently(work, signal) {
    for (let [pause, damaged] = [SOON, 0]; ; pause = Math.min(RARELY, 2 * pause)) {
      try {
        const result = await work();
        if (this.cut) this.#set({ cut: 0 });
        return result;
      } catch (error) {
        if (signal.aborted) throw error;
        if (error.status === 422 && ++damaged < MOST_DAMAGED) continue;
        if (!PASSING.includes(error.status)) throw error;
        // That somebody sends much at once is no trouble of the line.
        if (error.status !== 429) this.#set({ cut: pause });
        await wait(pause, signal);
      }
    }
  }

  async #ask(method, path, body, signal) {
    const answer = await fetch(new URL(path, document.baseURI), { method, body, signal, headers: { 'x-steerco-visit': this.about.visit } }).catch(
      (error) => Promise.reject(Object.assign(error, { status: 0 })),
    );
    if (answer.status === 204) return null;
    const value = await answer.json().catch(() => ({}));
    if (answer.ok) return value;
    throw Object.assign(new Error(value.error ?? `The server could not take it (${answer.status}). Try again; if it stays so, tell whoever runs this installation.`), { status: answer.status });
  }

  #set(values) {
    Object.assign(this, values);
    this.changed();
  }
}

// Waits for so many seconds, or until the line is there again, or somebody pauses.
function wait(seconds, signal) {
  return new Promise((done) => {
    const end = () => (clearTimeout(timer), removeEventListener('online', end), done());
    const timer = setTimeout(end, 1000 * seconds);
    addEventListener('online', end);
    signal.addEventListener('abort', end, { once: true });
  });
}
