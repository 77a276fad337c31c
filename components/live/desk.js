// The desk of who presents: what the audience sees, large; beside it notes, clock and what comes next; below what can be done.

import { ClockFace } from './desk_clock.js';
import { hand } from './desk_hand.js';
import { KEYS, listen } from './desk_keys.js';
import { modeOf } from './desk_modes.js';
import { PANELS } from './desk_panels.js';
import { Overview, nextLine } from './desk_scenes.js';
import { strips } from './desk_strips.js';
import { StageView } from './stage.js';
import { made, say, tell } from './widgets.js';

const SECOND = 1000;
// How long a refusal stays.
const STAYS = 6000;
// Blocks that lie in no other one.
const OUTER = '[data-place]:not([data-place] [data-place], .told)';
// Below the picture: what is done, its words, its key, and whether it is pressed.
const TOOLS = [
  ['back', '‹ Back', 'PageUp'],
  ['next', 'Next ›', 'PageDown'],
  ['hold', 'Hold', 'H', ({ stage }) => stage.held],
  ['blank', 'Blank', 'B', ({ stage }) => stage.blank],
  ['spotlight', 'Spotlight', 'S', ({ stage }) => Boolean(stage.spotlight)],
  ['recorded', 'Recording', 'F', ({ stage }) => Boolean(stage.recorded)],
  ['overview', 'Overview', 'O'],
];

export class Desk {
  stage = null;
  room = null;
  desk = null;
  #acts = Promise.resolve();
  #version = 0;
  #shown = '';

  // `data` is what the page handed over; `page` does what only the page can: { leave(), recheck(), over(), again() }.
  constructor(client, data, page) {
    Object.assign(this, { client, data, page, mode: modeOf(client.meeting) });
    this.root = made('div', 'console');
    this.root.tabIndex = -1;
    this.acts = this.#listActs();
    this.#build();
    this.hand = hand(client, (refusal) => this.tell(refusal.message));
    this.view = new StageView(this.picture, {
      room: () => this.screen.clientHeight - 12,
      hands: { moving: (values) => this.#isDriver && this.hand.moving(values), released: (own) => this.hand.released(own) },
    });
    this.unlisten = listen(() => this.root.isConnected && this.root.closest('dialog')?.open, this.acts);
    this.timer = setInterval(() => this.clock.tick(), SECOND / 2);
    if (this.mode.beat) this.pulse = setInterval(() => this.#live(), this.mode.beat);
    for (const kind of ['stage', 'room', 'desk']) client.addEventListener(kind, ({ detail }) => this.hear(kind, detail));
    client.addEventListener('move', ({ detail }) => this.#isDriver || this.view.move(detail.values));
    client.addEventListener('state', ({ detail }) => this.#stand(detail));
    client.start();
  }

  end() {
    clearInterval(this.timer);
    clearInterval(this.pulse);
    this.unlisten();
    this.client.stop();
  }

  // Takes what a later run of the page handed over.
  take(data) {
    this.data = data;
    this.before.check(data.checks);
  }

  // Gives a sign of life, so that the server knows until when somebody rehearsed.
  #live() {
    if (this.stage?.state === 'open') this.drive('tick').catch(() => {});
  }

  get #isDriver() {
    return this.desk?.driver?.seat === this.client.seat;
  }

  // Does something with the stage; a refusal becomes a line.
  drive = (what, more = {}) => this.client.post('stage', { do: what, ...more }).then(({ version }) => this.#seen(version));

  // One after the other, in the order of the keys; what `more()` gives is as of then.
  run(what, more = () => ({})) {
    const work = () =>
      this.drive(what, typeof more === 'function' ? more() : more).then(
        () => true,
        (refusal) => this.tell(refusal.message),
      );
    return (this.#acts = this.#acts.then(work));
  }

  // The next scene or the one before: each step starts from where the last one has led.
  step(what) {
    this.run(what, () => ({ seen: Math.max(this.#version, this.stage?.version ?? 0) }));
  }

  // Turns something on or off, which is known here before the server has said so.
  async flip(what, name = what) {
    const stand = (on) => (this.stage = { ...this.stage, [name]: on });
    let on = true;
    const isDone = await this.run(what, () => stand((on = !this.stage[name])) && { on });
    if (!isDone) stand(!on);
  }

  #seen(version) {
    this.#version = Math.max(this.#version, version ?? 0);
    return '';
  }

  tell(sentence) {
    tell(this.said, sentence, true);
    clearTimeout(this.forget);
    this.forget = setTimeout(() => tell(this.said, ''), STAYS);
  }

  hear(kind, message) {
    const isFirst = !this.stage;
    this[kind] = message;
    // Whoever comes back begins with a sign of life: what was before it was an absence.
    if (isFirst && this.mode.beat) this.#live();
    if (!this.stage || !this.desk) return;
    const { stage, desk } = this;
    this.root.dataset.state = stage.state;
    this.overview.hear(desk);
    this.clock.hear(desk.clock, desk.late);
    this.next(desk);
    for (const fill of Object.values(this.panels)) fill(this);
    if (stage.state === 'planned') this.before.hear?.(desk);
    if (stage.state === 'closed') this.after();
    this.#mark();
    this.strips.show(this);
    this.#draw();
  }

  #mark() {
    const { stage, desk } = this;
    const here = desk.ahead ? desk.scenes.find(({ id }) => id === desk.ahead.scene) : stage.scene;
    say(this.where, stage.state !== 'open' ? '' : here ? `${here.number} of ${desk.scenes.length}` : 'A page of the app');
    for (const [name, , , isPressed] of TOOLS) if (isPressed) this.tools[name].ariaPressed = String(Boolean(isPressed(this)));
    this.tools.spotlight.disabled = stage.held;
    this.partial.hidden = !desk.partial;
    for (const [name, tab] of Object.entries(this.tabs)) {
      const waits = PANELS[name].waits?.(this) ?? 0;
      say(tab.lastChild, waits ? String(waits) : '');
      tab.lastChild.hidden = !waits;
    }
    this.root.toggleAttribute('data-passive', stage.state === 'open' && !this.#isDriver);
  }

  // Shows where the presenter is: on stage, or ahead of an audience that is held.
  async #draw() {
    const { stage, desk } = this;
    if (stage.state !== 'open') return;
    const wanted = stage.held && desk.ahead ? { hash: desk.ahead.hash, picture: null } : stage;
    const place = wanted === stage ? `${stage.scene?.id} ${stage.page}` : `${desk.ahead.scene} ${desk.ahead.page}`;
    const picture = wanted.hash && (await this.client.picture(wanted).catch((refusal) => void this.tell(refusal.message)));
    if (!picture || stage !== this.stage || desk !== this.desk) return;
    this.screen.toggleAttribute('data-blank', stage.blank && !stage.held);
    const { query = {}, page = '' } = wanted === stage ? stage : desk.ahead;
    this.view.show(picture, { spot: stage.held ? '' : stage.spotlight, isAnother: place !== this.#shown, isPage: Boolean(page), query });
    if (place !== this.#shown) this.screen.scrollTo(0, 0);
    this.#shown = place;
  }

  #stand({ now, sentence }) {
    this.link.dataset.now = now;
    say(this.link, { live: 'Live', lost: 'Reconnecting', out: 'Ended' }[now] ?? '');
    if (now === 'out') this.tell(sentence);
  }

  // Lights up the block after the one that is lit; after the last one none.
  #light() {
    const blocks = [...this.picture.querySelectorAll(OUTER)].filter((block) => block.checkVisibility()).map(({ dataset }) => dataset.place);
    return this.run('spotlight', () => {
      const block = blocks[blocks.indexOf(this.stage.spotlight) + 1] ?? '';
      this.stage = { ...this.stage, spotlight: block };
      return { block };
    });
  }

  #listActs() {
    const stepOrChoose = (what) => (event) => {
      if (this.stage?.state === 'planned' && what === 'next' && this.before.begin) return this.before.begin();
      if (this.stage?.state !== 'open') return false;
      if (this.overview.isOpen && event.key?.startsWith('Arrow')) return void this.overview.step(event.key);
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown') return false;
      this.overview.open(false);
      this.step(what);
    };
    return {
      next: stepOrChoose('next'),
      back: stepOrChoose('back'),
      hold: () => void this.flip('hold', 'held'),
      blank: () => void this.flip('blank'),
      recorded: () => void this.flip('recorded'),
      spotlight: () => void this.#light(),
      overview: () => void this.overview.open(),
      median: () => (this.room?.number ? void this.run('median') : false),
      help: () => void this.help.toggle(),
      // A dialog that is modal would close.
      leave: () => void (this.help.toggle(false), this.overview.isOpen && this.overview.open(false)),
    };
  }

  #build() {
    this.#buildBar();
    const floor = made('div', 'floor', this.root);
    const onstage = made('section', 'onstage', floor);
    onstage.setAttribute('aria-label', 'On stage');
    this.strips = strips(onstage, this);
    this.screen = made('div', 'screen', onstage);
    this.picture = made('steerco-picture', '', this.screen);
    this.picture.setAttribute('stage', '');
    this.picture.setAttribute('plotly', this.data.plotly);
    this.screen.addEventListener('click', (event) => this.#point(event));
    this.overview = new Overview(onstage, (scene) => this.run('go', { scene }), () => this.run('record'));
    this.#buildSide(made('aside', 'side', floor));
    this.before = this.mode.before(made('div', 'lobby', this.root), this);
    this.before.check(this.data.checks);
    this.after = this.mode.after(made('div', 'ended', this.root), this);
    this.#buildTools();
    this.#buildHelp();
  }

  #buildBar() {
    const bar = made('header', 'bar', this.root);
    const leave = made('button', 'quiet', bar, '‹ Pages');
    Object.assign(leave, { type: 'button', title: this.mode.leave });
    leave.addEventListener('click', this.page.leave);
    this.where = made('strong', 'where', bar);
    made('span', 'title', bar, this.client.meeting.title);
    this.partial = made('span', 'badge', bar, 'Partial run');
    this.partial.dataset.colour = 'orange';
    this.said = made('p', 'said', bar);
    this.said.setAttribute('role', 'status');
    this.link = made('span', 'link', bar);
  }

  #buildSide(side) {
    this.clock = new ClockFace(side, (on) => this.run('pause', { on }));
    this.mode.beside?.(side, this.client);
    this.next = nextLine(side);
    const names = made('div', 'tabs', side);
    names.setAttribute('role', 'group');
    names.setAttribute('aria-label', 'Beside the picture');
    names.hidden = this.mode.panels.length < 2;
    const places = {};
    const open = (name) => {
      for (const each of this.mode.panels) {
        this.tabs[each].ariaPressed = String(each === name);
        places[each].hidden = each !== name;
      }
    };
    [this.tabs, this.panels] = [{}, {}];
    for (const name of this.mode.panels) {
      const tab = (this.tabs[name] = made('button', 'tab', names, PANELS[name].words));
      tab.type = 'button';
      made('span', 'many', tab);
      places[name] = made('div', `panel ${name}`, side);
      tab.addEventListener('click', () => open(name));
      this.panels[name] = PANELS[name].build(places[name], this);
    }
    open('notes');
  }

  #buildTools() {
    const foot = made('footer', 'tools', this.root);
    this.tools = {};
    for (const [name, words, key] of TOOLS) {
      const button = (this.tools[name] = made('button', name === 'next' ? 'primary' : '', foot, words));
      Object.assign(button, { type: 'button', title: key });
      made('kbd', '', button, key);
      button.addEventListener('click', (event) => this.acts[name](event));
    }
    made('span', 'space', foot);
    const more = (words, work, name = '') => {
      const button = made('button', name, foot, words);
      button.type = 'button';
      button.addEventListener('click', () => work(button));
      return button;
    };
    if (this.mode.hasRoom) more('Room’s screen', this.openRoom);
    more('Keys', () => this.help.toggle()).append(made('kbd', '', null, '?'));
    for (const [words, question, facts] of this.mode.ends) {
      const end = more(words, () => {
        if (end.dataset.asked) return void this.run('end', facts);
        end.dataset.asked = '1';
        say(end, question);
      }, 'ending');
      end.addEventListener('blur', () => (delete end.dataset.asked, say(end, words)));
    }
  }

  #buildHelp() {
    const box = made('section', 'keys', this.root);
    box.hidden = true;
    box.setAttribute('aria-label', 'Keys');
    made('h2', '', box, 'Keys');
    const list = made('dl', '', box);
    for (const [keys, , words, panel] of KEYS) {
      if (panel && !this.mode.panels.includes(panel)) continue;
      made('dt', '', list, keys);
      made('dd', '', list, words);
    }
    made('p', 'fine', box, 'They work whatever has the focus, except while you type. On a slider arrows move the slider: use PageDown for the next scene. A click on a block lights it up.');
    this.help = { toggle: (isOpen = box.hidden) => void (box.hidden = !isOpen) };
  }

  openRoom = () => void (this.data.links.room && window.open(this.data.links.room, 'steerco-room', 'popup,width=1280,height=720'));

  // A click on a block or a tile lights it up for all, and another one puts it out.
  #point({ target }) {
    if (this.stage?.held || target.closest('a, button, input, label, summary, select, table, .drivers')) return;
    const block = target.closest('[data-place]')?.dataset.place;
    if (block) this.run('spotlight', { block: block === this.stage.spotlight ? '' : block });
  }
}
