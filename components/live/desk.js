// The desk of who presents: what the audience sees, large; beside it notes, clock and what comes next; below what can be done.

import { ClockFace } from './desk_clock.js';
import { lobby } from './desk_checks.js';
import { hand } from './desk_hand.js';
import { KEYS, listen } from './desk_keys.js';
import { numberPanel, peoplePanel } from './desk_people.js';
import { handBacks, questionsPanel, waiting } from './desk_questions.js';
import { Overview, nextLine, notesPanel } from './desk_scenes.js';
import { strips } from './desk_strips.js';
import { votePanel } from './desk_vote.js';
import { StageView } from './stage.js';
import { made, say, tell } from './widgets.js';

const SECOND = 1000;
// How long a refusal stays.
const STAYS = 6000;
// Blocks that lie in no other one.
const OUTER = '[data-place]:not([data-place] [data-place], .told)';
const TABS = [['notes', 'Notes'], ['questions', 'Questions'], ['vote', 'Vote'], ['number', 'Number'], ['people', 'People']];
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

  // `data` is what the page handed over; `page` does what only the page can: { leave(), recheck() }.
  constructor(client, data, page) {
    Object.assign(this, { client, data, page });
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
    for (const kind of ['stage', 'room', 'desk']) client.addEventListener(kind, ({ detail }) => this.hear(kind, detail));
    client.addEventListener('move', ({ detail }) => this.#isDriver || this.view.move(detail.values));
    client.addEventListener('state', ({ detail }) => this.#stand(detail));
    client.start();
  }

  end() {
    clearInterval(this.timer);
    this.unlisten();
    this.client.stop();
  }

  // Takes what a later run of the page handed over.
  take(data) {
    this.data = data;
    this.before.check(data.checks);
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
    this[kind] = message;
    if (!this.stage || !this.desk) return;
    const { stage, desk, room } = this;
    this.root.dataset.state = stage.state;
    this.overview.hear(desk);
    this.clock.hear(desk.clock, desk.late);
    this.parts.notes(desk);
    this.parts.next(desk);
    this.parts.backs(desk, stage.author);
    if (room) {
      this.parts.questions(room, stage.question?.id);
      this.parts.vote(room.vote, desk);
      this.parts.number(room);
      this.parts.people(desk, room.present, stage);
      this.before.people.replaceChildren();
    }
    this.#mark();
    this.strips.show(this);
    this.#draw();
  }

  #mark() {
    const { stage, desk, room } = this;
    const here = desk.ahead ? desk.scenes.find(({ id }) => id === desk.ahead.scene) : stage.scene;
    say(this.where, stage.state !== 'open' ? '' : here ? `${here.number} of ${desk.scenes.length}` : 'A page of the app');
    for (const [name, , , isPressed] of TOOLS) if (isPressed) this.tools[name].ariaPressed = String(Boolean(isPressed(this)));
    this.tools.spotlight.disabled = stage.held;
    const counts = { questions: room ? waiting(room) + desk.handbacks.length : 0, vote: room?.vote?.state === 'open' ? room.vote.voted : 0 };
    for (const [name] of TABS) {
      say(this.tabs[name].lastChild, counts[name] ? String(counts[name]) : '');
      this.tabs[name].lastChild.hidden = !counts[name];
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
    this.before = lobby(this.client, made('div', 'lobby', this.root), this.data, {
      start: () => this.drive('start', { differing: this.before.differing.join(', ') }),
      recheck: this.page.recheck,
      record: () => this.drive('record'),
      openRoom: this.openRoom,
    });
    this.before.check(this.data.checks);
    this.after = made('div', 'ended', this.root);
    made('h1', '', this.after, 'The meeting has ended');
    made('p', 'fine', this.after, 'What was decided is on Decisions. Everybody can save a receipt on the page that they followed.');
    const minutes = made('p', '', this.after);
    for (const [name, path] of [['Minutes to print', 'minutes'], ['Minutes as Markdown', 'minutes.md']]) {
      Object.assign(made('a', '', minutes, name), { href: this.client.url(path), target: '_blank', rel: 'noopener' });
      minutes.append(' ');
    }
    this.#buildTools();
    this.#buildHelp();
  }

  #buildBar() {
    const bar = made('header', 'bar', this.root);
    const leave = made('button', 'quiet', bar, '‹ Pages');
    Object.assign(leave, { type: 'button', title: 'Back to the pages of the app. The meeting goes on.' });
    leave.addEventListener('click', this.page.leave);
    this.where = made('strong', 'where', bar);
    made('span', 'title', bar, this.client.meeting.title);
    this.said = made('p', 'said', bar);
    this.said.setAttribute('role', 'status');
    this.link = made('span', 'link', bar);
  }

  #buildSide(side) {
    this.clock = new ClockFace(side, (on) => this.run('pause', { on }));
    const next = nextLine(side);
    const names = made('div', 'tabs', side);
    names.setAttribute('role', 'group');
    names.setAttribute('aria-label', 'Beside the picture');
    this.tabs = {};
    const panels = {};
    const open = (name) => {
      for (const [each] of TABS) {
        this.tabs[each].ariaPressed = String(each === name);
        panels[each].hidden = each !== name;
      }
    };
    for (const [name, words] of TABS) {
      this.tabs[name] = made('button', 'tab', names, words);
      this.tabs[name].type = 'button';
      made('span', 'many', this.tabs[name]);
      panels[name] = made('div', `panel ${name}`, side);
      this.tabs[name].addEventListener('click', () => open(name));
    }
    open('notes');
    const { client, data, drive } = this;
    this.parts = {
      next,
      notes: notesPanel(panels.notes),
      backs: handBacks(panels.questions, drive),
      questions: questionsPanel(client, panels.questions, drive),
      vote: votePanel(client, panels.vote, data.decisions),
      number: numberPanel(client, panels.number, data.drivers, drive),
      people: peoplePanel(panels.people, data, this),
    };
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
    more('Room’s screen', this.openRoom);
    more('Keys', () => this.help.toggle()).append(made('kbd', '', null, '?'));
    const end = more('End', () => {
      if (end.dataset.asked) return void this.run('end');
      end.dataset.asked = '1';
      say(end, 'End for everybody?');
    }, 'ending');
    end.addEventListener('blur', () => (delete end.dataset.asked, say(end, 'End')));
  }

  #buildHelp() {
    const box = made('section', 'keys', this.root);
    box.hidden = true;
    box.setAttribute('aria-label', 'Keys');
    made('h2', '', box, 'Keys');
    const list = made('dl', '', box);
    for (const [keys, , words] of KEYS) {
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
