// A field into which files are put: chosen, or dropped. Each is sent by itself (`sender.js`), with a bar, what remains, and a way to
// pause it; they go on while other pages of the app are looked at. When all are there, the page is told their ids.
// `data`: `key`, `label`, `hint`, `place`, `purpose`, `visit`, `several`, `accept`, `holds` (whether files wait for a button of the page),
// `here` (those that do) and `begun` (files that came in part, before).

import { Sender } from './sender.js';
import { setTheme, watchTheme } from './theme.js';
import { made, say } from './widgets.js';

const UNITS = [[1e9, 'GB', 1], [1e6, 'MB', 0], [1e3, 'kB', 0]];
// What is under way, by the key of its field: it outlives the field while another page is looked at.
const fields = new Map();

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const host = parentElement.querySelector('.steerco');
  setTheme(host);
  watchTheme();
  for (const key of fields.keys()) if (data.key !== key && data.key.startsWith(`${key.split('#')[0]}#`)) fields.delete(key);
  if (!fields.has(data.key)) fields.set(data.key, new Field());
  fields.get(data.key).show(host, data, (ids) => setTriggerValue('done', ids));
}

class Field {
  senders = [];
  gone = new Set(); // ids that were let go of here, and that a page drawn before may still name

  show(host, data, tell) {
    Object.assign(this, { data, tell });
    const isNew = this.host !== host || !host.firstChild;
    if (isNew) this.#build(host);
    this.#draw();
    // All have come while another page was looked at.
    if (isNew && this.finished && !data.holds) setTimeout(() => this.#tellAll());
  }

  #build(host) {
    this.host = host;
    const box = made('div', 'upload');
    host.replaceChildren(box);
    const drop = made('div', 'drop', box);
    const label = made('label', 'pick', drop);
    this.label = made('span', '', label);
    const input = made('input', '', label);
    Object.assign(input, { type: 'file', multiple: this.data.several, accept: this.data.accept });
    input.addEventListener('change', () => (this.#add(input.files), (input.value = '')));
    this.hint = made('p', 'fine', drop);
    this.list = made('ul', '', box);
    this.said = made('p', 'unseen', box);
    this.said.setAttribute('role', 'status');
    // A file that misses the field would be opened in place of the page.
    for (const event of ['dragenter', 'dragover', 'dragleave', 'drop'])
      drop.addEventListener(event, (happening) => {
        happening.preventDefault();
        drop.classList.toggle('over', event === 'dragenter' || event === 'dragover');
        if (event === 'drop') this.#add(happening.dataTransfer.files);
      });
  }

  #add(files) {
    if (!files.length) return;
    if (!this.data.several) this.#clear();
    for (const file of this.data.several ? files : [files[0]]) this.senders.push(new Sender(file, this.data, () => this.#advance()));
    this.finished = false;
    this.#advance();
  }

  #clear() {
    for (const sender of this.senders) sender.remove();
    for (const { id } of this.data.here) this.gone.add(id);
    this.senders = [];
  }

  // Begins the next file when none is under way, and tells the page when all are there.
  #advance() {
    this.#draw();
    const are = (...states) => this.senders.filter(({ state }) => states.includes(state));
    const next = are('waiting')[0];
    if (next && !are('sending').length) return void next.start();
    if (this.finished || !this.senders.length || are('complete').length < this.senders.length) return;
    this.finished = true;
    this.#draw();
    say(this.said, this.senders.length === 1 ? `${this.senders[0].file.name} has arrived.` : `All ${this.senders.length} files have arrived.`);
    this.#tellAll();
  }

  #tellAll() {
    this.tell([...this.#waiting().map(({ id }) => id), ...this.senders.map(({ id }) => id)]);
  }

  // Files that wait for a button of the page, those that are told of here already apart.
  #waiting() {
    const ids = new Set(this.senders.map(({ id }) => id));
    return this.data.here.filter(({ id }) => !ids.has(id) && !this.gone.has(id));
  }

  #draw() {
    if (!this.host?.isConnected) return;
    say(this.label, this.data.label);
    say(this.hint, this.data.hint);
    const ids = new Set(this.senders.map(({ id }) => id));
    const begun = this.data.begun.filter(({ id }) => !ids.has(id) && !this.gone.has(id));
    const rows = [
      ...this.senders.map((sender) => this.#describe(sender)),
      ...this.#waiting().map((file) => ({ file, text: `${size(file.size)}, here`, remove: () => this.#forget(file.id) })),
      ...begun.map((file) => ({ file, share: file.came / file.size, text: `${size(file.came)} of ${size(file.size)} arrived earlier. Choose the same file again to continue.`, remove: () => this.#discard(file.id) })),
    ];
    while (this.list.children.length > rows.length) this.list.lastChild.remove();
    rows.forEach((row, at) => drawRow(this.list.children[at] ?? made('li', '', this.list), row));
  }

  #describe(sender) {
    const { file, state, sent, error, cut, remains } = sender;
    const came = `${size(sent)} of ${size(file.size)}`;
    const text = {
      waiting: `${size(file.size)}, waits`,
      sending: cut ? `${came}. The connection is lost; trying again.` : `${came}${remains ? `, about ${time(remains)} left` : ''}`,
      paused: `Paused at ${came}`,
      complete: `${size(file.size)}, received${this.finished && !this.data.holds ? '. It is being checked.' : ''}`,
      refused: error,
    }[state];
    const turn = { sending: ['Pause', () => sender.pause()], paused: ['Continue', () => sender.start()], refused: ['Try again', () => sender.start()] }[state];
    return { file, share: state === 'complete' ? null : sent / (file.size || 1), text, turn, isWrong: state === 'refused', remove: () => this.#drop(sender) };
  }

  #drop(sender) {
    sender.remove();
    this.gone.add(sender.id);
    this.senders = this.senders.filter((other) => other !== sender);
    this.finished &&= this.data.holds && this.senders.length > 0;
    if (this.data.holds && sender.state === 'complete') this.#tellAll();
    this.#advance();
    this.host.querySelector('input').focus();
  }

  #forget(id) {
    this.#discard(id);
    this.tell(this.#waiting().map((file) => file.id));
  }

  #discard(id) {
    this.gone.add(id);
    const sender = new Sender({}, this.data, () => {});
    sender.id = id;
    sender.remove();
    this.#draw();
    this.host.querySelector('input').focus();
  }
}

// Draws a file: its name, what there is to say of it, a bar, and what can be done. A part stays where it says the same as before.
function drawRow(item, { file, share = null, text, turn, isWrong = false, remove }) {
  if (!item.firstChild) {
    made('strong', '', item);
    made('span', '', item);
    made('progress', '', item).max = 1;
    made('button', 'turn', item).type = 'button';
    made('button', 'remove', item, 'Remove').type = 'button';
  }
  const [name, said, bar, button, last] = item.children;
  say(name, file.name);
  say(said, text);
  said.className = isWrong ? 'wrong' : 'fine';
  bar.hidden = share === null;
  if (share !== null) bar.value = share;
  bar.setAttribute('aria-label', `How much of ${file.name} has come`);
  button.hidden = !turn;
  if (turn) say(button, turn[0]);
  button.setAttribute('aria-label', `${turn?.[0]} ${file.name}`);
  button.onclick = turn?.[1] ?? null;
  last.setAttribute('aria-label', `Remove ${file.name}`);
  last.onclick = remove;
}

export function size(bytes) {
  const [divisor, unit, places] = UNITS.find(([least]) => bytes >= least) ?? [1, bytes === 1 ? 'byte' : 'bytes', 0];
  return `${(bytes / divisor).toFixed(bytes % divisor ? places : 0)} ${unit}`;
}

export function time(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
