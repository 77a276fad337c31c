// The recordings of all scenes, in the hands of the room's screen before they are needed: with the server gone, the page keys go
// through them, plainly marked.

import { moment } from './widgets.js';

// Milliseconds: without a connection until the keys go through recordings, and between two looks for new ones.
const [LOST, AGAIN] = [10_000, 20_000];
const STEPS = { PageDown: 1, ArrowRight: 1, ArrowDown: 1, ' ': 1, PageUp: -1, ArrowLeft: -1, ArrowUp: -1 };

export class Recordings {
  #scenes = [];
  #pictures = new Map(); // hash -> picture
  #looked = -AGAIN;
  #timer = 0;
  #later = 0;
  #at = -1;
  isAway = false;

  // `show(picture, mark)` shows a recording; `away(yes, count)` hears when the server is lost for long, and when it is back.
  constructor(client, { show, away }) {
    Object.assign(this, { client, show, away });
    client.addEventListener('stage', ({ detail }) => detail.scene && (this.#here = detail.scene));
    client.addEventListener('room', () => this.#load());
    client.addEventListener('state', ({ detail }) => this.#stand(detail.now));
    addEventListener('keydown', (event) => this.#step(event), { capture: true });
    this.#load();
  }

  set #here({ id }) {
    this.#at = this.#scenes.findIndex((scene) => scene.id === id);
  }

  async #load() {
    const early = this.#looked + AGAIN - performance.now();
    if (early > 0) {
      this.#later ||= setTimeout(() => this.#load(), early);
      return;
    }
    this.#later = 0;
    this.#looked = performance.now();
    try {
      const { scenes } = await this.client.get('recordings');
      for (const { hash } of scenes) {
        if (!this.#pictures.has(hash)) this.#pictures.set(hash, await this.client.get(`frames/${hash}`));
      }
      this.#scenes = scenes;
      const hashes = new Set(scenes.map(({ hash }) => hash));
      for (const hash of this.#pictures.keys()) if (!hashes.has(hash)) this.#pictures.delete(hash);
    } catch {
      // Those that are here stay; the next message looks again.
      this.#looked = -AGAIN;
    }
  }

  #stand(now) {
    if (now === 'lost') {
      this.#timer ||= setTimeout(() => this.#turn(true), LOST);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.isAway) this.#turn(false);
  }

  #turn(isAway) {
    this.isAway = isAway;
    this.away(isAway, this.#scenes.length);
  }

  #step(event) {
    const step = STEPS[event.key];
    if (!step || !this.isAway || !this.#scenes.length) return;
    event.preventDefault();
    this.#at = Math.min(Math.max(this.#at + step, 0), this.#scenes.length - 1);
    const { hash, at } = this.#scenes[this.#at];
    this.show(this.#pictures.get(hash), `Recorded ${moment(at)}, not live`);
  }
}
