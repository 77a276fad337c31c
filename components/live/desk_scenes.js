// What the presenter has beside the picture: notes, what to do if it fails, claims, what comes next, and the overview of all
// scenes.

import { stopwatch } from './desk_clock.js';
import { count, made, say } from './widgets.js';

const minutes = (value) => `${String(value).replace(/\.0$/, '')} min`;

export function notesPanel(parent) {
  const notes = made('div', 'notes', parent);
  const none = made('p', 'fine', parent, 'No notes for this scene.');
  const fallback = made('div', 'fallback', parent);
  made('h3', '', fallback, 'If it fails');
  const instead = made('p', '', fallback);
  const claims = made('p', 'fine', parent);
  const moments = made('p', 'moments', parent);
  return (desk) => {
    paragraphs(notes, desk.notes);
    none.hidden = Boolean(desk.notes);
    fallback.hidden = !desk.fallback;
    say(instead, desk.fallback);
    const here = desk.scenes.find(({ id }) => id === (desk.ahead ?? desk.position).scene);
    say(claims, here ? claimsOf(here.claims) : '');
    claims.classList.toggle('wrong', Boolean(here?.claims.broken));
    moments.hidden = !desk.moments;
    say(moments, `${count(desk.moments, 'person', 'people')} did not follow here.`);
  };
}

function claimsOf({ holds, broken }) {
  if (!holds && !broken) return 'This scene claims nothing.';
  if (!broken) return `✓ ${holds === 1 ? 'The claim holds' : `All ${holds} claims hold`}.`;
  return `✕ ${broken} of ${count(holds + broken, 'claim')} not supported by the data.`;
}

function paragraphs(box, text) {
  if (box.dataset.shown === text) return;
  box.dataset.shown = text;
  box.replaceChildren();
  for (const part of text.split(/\n+/).filter(Boolean)) made('p', '', box, part);
}

export function nextLine(parent) {
  const box = made('section', 'following', parent);
  made('h2', 'kicker', box, 'Next');
  const message = made('p', '', box);
  return ({ next }) => say(message, next ? `${next.message} · ${minutes(next.minutes)}` : 'This is the last scene.');
}

// All scenes at a glance; `go(id)` jumps to one.
export class Overview {
  #cards = [];
  #desk = null;

  constructor(parent, go, record) {
    this.box = made('section', 'overview', parent);
    this.box.setAttribute('aria-label', 'Overview of scenes');
    this.box.hidden = true;
    const head = made('div', 'overview-head', this.box);
    made('h2', '', head, 'All scenes');
    made('p', 'fine', head, 'Arrows choose, Enter goes there, Esc leaves.');
    const all = made('button', 'small', head, 'Record all');
    Object.assign(all, { type: 'button', title: 'Keep each scene as it is shown now' });
    all.addEventListener('click', record);
    this.grid = made('div', 'grid', this.box);
    this.go = go;
  }

  get isOpen() {
    return !this.box.hidden;
  }

  hear(desk) {
    this.#desk = desk;
    if (this.isOpen) this.#draw();
  }

  open(isOpen = !this.isOpen) {
    const was = document.activeElement;
    this.box.hidden = !isOpen;
    if (!isOpen) return void this.before?.focus?.();
    this.before = was;
    this.#draw();
    (this.grid.querySelector('[aria-current]') ?? this.grid.firstElementChild)?.focus();
  }

  // Moves the choice by one card, or by a row.
  step(key) {
    const columns = getComputedStyle(this.grid).gridTemplateColumns.split(' ').length;
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
    const at = this.#cards.indexOf(document.activeElement);
    this.#cards[Math.min(Math.max(at + by, 0), this.#cards.length - 1)]?.focus();
  }

  #draw() {
    const { scenes, position, ahead } = this.#desk ?? { scenes: [] };
    while (this.#cards.length > scenes.length) this.#cards.pop().remove();
    scenes.forEach((scene, index) => {
      const card = (this.#cards[index] ??= this.#card(index));
      const isShown = scene.id === position.scene;
      card.toggleAttribute('data-ahead', scene.id === ahead?.scene);
      if (isShown) card.setAttribute('aria-current', 'true');
      else card.removeAttribute('aria-current');
      const [number, message, about, state] = card.children;
      say(number, String(scene.number));
      say(message, scene.message);
      const less = [scene.least && `least ${minutes(scene.least)}`, scene.may_skip && 'may be skipped'];
      say(about, [`at ${stopwatch(scene.begins)}`, minutes(scene.minutes), ...less].filter(Boolean).join(' · '));
      const broken = scene.claims.broken && `✕ ${count(scene.claims.broken, 'claim')} not supported`;
      const said = [isShown && 'On stage', scene.id === ahead?.scene && 'You are here', broken, scene.recorded ? 'Recorded' : 'Not recorded'];
      say(state, said.filter(Boolean).join(' · '));
      state.classList.toggle('wrong', Boolean(broken));
    });
  }

  #card(index) {
    const card = made('button', 'scene', this.grid);
    card.type = 'button';
    for (const name of ['number', 'message', 'fine', 'fine state']) made('span', name, card);
    card.addEventListener('click', () => {
      this.open(false);
      this.go(this.#desk.scenes[index].id);
    });
    return card;
  }
}
