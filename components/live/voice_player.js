// What this browser has recorded of a run: played scene by scene, saved with its chapters, deleted.
// `data`: `run`, `file` (a name without an ending), `scenes` as [id, title] in their order.

import { setTheme, watchTheme } from './theme.js';
import { listChapters, writeChapters, writeWav } from './voice_file.js';
import { inSeconds } from './voice_levels.js';
import { openStore } from './voice_store.js';
import { count, made, say, tell } from './widgets.js';

const QUESTIONS = 'Questions';
// Megabytes of a piece of one second.
const MEGABYTES = 0.032;
const NOTHING = 'Nothing of this run was recorded in this browser.';

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector('.steerco');
  setTheme(host);
  watchTheme();
  const shown = JSON.stringify(data);
  // What plays goes on while Streamlit draws the page again.
  if (host.dataset.shown === shown) return;
  host.dataset.shown = shown;
  const box = made('div', 'voice');
  host.replaceChildren(box);
  openStore().then((store) => new Player(box, store, data).show(), ({ message }) => say(made('p', 'fine', box), message));
}

class Player {
  constructor(box, store, data) {
    Object.assign(this, { box, store, data });
    this.titles = [...data.scenes, ['', QUESTIONS]];
  }

  async show() {
    const [pieces, counts] = await Promise.all([this.store.pieces(this.data.run), this.store.count()]);
    this.pieces = pieces;
    this.box.replaceChildren();
    if (pieces.length) this.#buildPlayer();
    else made('p', 'fine', this.box, NOTHING);
    this.#buildStock(counts);
  }

  #buildPlayer() {
    const scenes = made('div', 'row', this.box);
    scenes.setAttribute('role', 'group');
    scenes.setAttribute('aria-label', 'Play a scene');
    const tracks = this.titles.map(([id, title]) => [title, this.pieces.filter(({ scene }) => scene === id)]);
    for (const [title, pieces] of [['Whole run', this.pieces], ...tracks]) {
      if (!pieces.length) continue;
      const button = this.#button(scenes, `▶ ${clock(pieces)} ${title}`, () => this.#play(pieces, button));
      button.title = title;
    }
    this.audio = made('audio', '', this.box);
    this.audio.controls = true;
    this.said = made('p', 'fine', this.box);
    this.said.setAttribute('role', 'status');
    const row = made('div', 'row', this.box);
    this.#button(row, 'Save recording (WAV)', async () => this.#save(await this.#sound(this.pieces), 'wav'));
    this.#button(row, 'Save chapters (WebVTT)', () => this.#save(this.#chapters(this.pieces), 'vtt'));
    this.#deleteButton(row, 'Delete recording', () => this.store.remove(this.data.run));
  }

  // What this browser keeps of all runs.
  #buildStock(counts) {
    if (!counts.size) return;
    const row = made('div', 'row', this.box);
    const seconds = [...counts.values()].reduce((sum, each) => sum + each, 0);
    const size = Math.max(Math.round(seconds * MEGABYTES), 1);
    made('p', 'fine', row, `This browser keeps recordings of ${count(counts.size, 'run')}, about ${size} MB. Nobody else has them.`);
    if (counts.size > 1) this.#deleteButton(row, 'Delete all recordings', () => this.store.removeAll());
  }

  async #play(pieces, button) {
    for (const { src } of [this.audio, ...this.audio.children]) URL.revokeObjectURL(src);
    this.audio.src = URL.createObjectURL(await this.#sound(pieces));
    this.#follow(pieces);
    for (const each of this.box.querySelectorAll('[aria-current]')) each.ariaCurrent = null;
    button.ariaCurrent = 'true';
    await this.audio.play();
  }

  // Says which scene is heard, by the chapters that are saved.
  #follow(pieces) {
    this.audio.replaceChildren();
    say(this.said, '');
    const track = made('track', '', this.audio);
    Object.assign(track, { kind: 'chapters', src: URL.createObjectURL(this.#chapters(pieces)) });
    track.track.mode = 'hidden';
    track.track.addEventListener('cuechange', () => {
      const [cue] = track.track.activeCues;
      if (cue) tell(this.said, cue.getCueAsHTML().textContent);
    });
  }

  async #sound(pieces) {
    return writeWav(await this.store.sounds(pieces), pieces);
  }

  #chapters(pieces) {
    return new Blob([writeChapters(listChapters(pieces), Object.fromEntries(this.titles))], { type: 'text/vtt' });
  }

  #save(blob, ending) {
    const link = Object.assign(made('a'), { href: URL.createObjectURL(blob), download: `${this.data.file}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Asks before it deletes.
  #deleteButton(row, words, work) {
    const button = this.#button(row, words, async () => {
      if (!button.dataset.asked) {
        button.dataset.asked = '1';
        return say(button, `${words}: press again`);
      }
      await work();
      await this.show();
    });
    button.addEventListener('blur', () => (delete button.dataset.asked, say(button, words)));
  }

  #button(row, words, work) {
    const button = made('button', '', row, words);
    button.type = 'button';
    button.addEventListener('click', () =>
      Promise.resolve(work()).catch(() => tell(this.said ?? row, 'This browser could not do that. Load the page again.', true)),
    );
    return button;
  }
}

function clock(pieces) {
  const seconds = Math.round(inSeconds(pieces.reduce((sum, { levels }) => sum + levels.length, 0)));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
