// The questions of the audience as who presents sees them: put on stage, queued, next, answered, or parked with an owner and a
// date; and the assumptions that were handed back.

import { act, count, day, made, say, tell } from './widgets.js';

const STATES = [['queued', 'Queue'], ['next', 'Next'], ['answered', 'Answered'], ['parked', 'Park']];

export function questionsPanel(client, parent, drive) {
  const none = made('p', 'fine', parent, 'Nobody has asked anything yet.');
  const list = made('ul', 'asked', parent);
  const more = made('p', 'fine', parent);
  const rows = new Map();
  return ({ questions, asked }, onStage) => {
    none.hidden = Boolean(asked);
    for (const question of questions) {
      const row = rows.get(question.id) ?? build(client, question.id, drive);
      rows.set(question.id, row);
      fill(row, question, onStage === question.id);
    }
    order(list, questions.map(({ id }) => rows.get(id).element));
    const rest = asked - questions.length;
    say(more, rest > 0 ? `${count(rest, 'more question')}, with less support, not shown.` : '');
  };
}

// How many wait for an answer.
export const waiting = ({ questions }) => questions.filter(({ state }) => !['answered', 'parked'].includes(state)).length;

function build(client, id, drive) {
  const element = made('li', '');
  const text = made('p', 'text', element);
  const about = made('p', 'fine', element);
  const buttons = made('div', 'row', element);
  const said = made('p', 'said', element);
  said.setAttribute('role', 'status');
  const stage = made('button', 'small', buttons, 'On stage');
  stage.type = 'button';
  stage.addEventListener('click', () => act(stage, said, () => drive('question', { id: stage.ariaPressed === 'true' ? '' : id })));
  const move = (button, state, more = {}) =>
    act(button, said, async () => {
      await client.post(`questions/${id}`, { state: button.ariaPressed === 'true' ? 'open' : state, ...more });
      return '';
    });
  const parking = parkForm(element, (button, more) => move(button, 'parked', more));
  const states = {};
  for (const [state, label] of STATES) {
    const button = (states[state] = made('button', 'small', buttons, label));
    button.type = 'button';
    button.addEventListener('click', () => {
      if (state === 'parked' && button.ariaPressed !== 'true') return parking.open(true);
      move(button, state);
    });
  }
  return { element, text, about, stage, states, parking };
}

function parkForm(parent, park) {
  const form = made('form', 'park', parent);
  form.hidden = true;
  form.noValidate = true;
  const field = (label, type) => {
    const box = made('label', '', form);
    made('span', '', box, label);
    return Object.assign(made('input', '', box), { type });
  };
  const [owner, due] = [field('Who answers it', 'text'), field('By', 'date')];
  owner.maxLength = 80;
  const row = made('div', 'row', form);
  const button = made('button', 'small primary', row, 'Park it');
  const leave = made('button', 'small', row, 'Cancel');
  leave.type = 'button';
  const said = made('p', 'said', form);
  leave.addEventListener('click', () => (form.hidden = true));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const missing = [!owner.value.trim() && 'who answers it', !due.value && 'by when'].filter(Boolean);
    if (missing.length) return tell(said, `Say ${missing.join(' and ')}.`, true);
    tell(said, '');
    if (await park(button, { owner: owner.value.trim(), due: due.value })) form.hidden = true;
  });
  return {
    open(isOpen) {
      form.hidden = !isOpen;
      if (isOpen) owner.focus();
    },
  };
}

function fill({ element, text, about, stage, states, parking }, question, isOnStage) {
  element.dataset.state = question.state;
  say(text, question.text);
  const parked = question.state === 'parked' && `parked: ${question.owner}, by ${day(question.due)}`;
  const support = question.votes ? `${count(question.votes, 'person', 'people')} ask this too` : '';
  const where = question.where && `answered in ${question.where.replace(/^answered in /, '')}`;
  say(about, [question.name, question.scene && `scene ${question.scene}`, support, parked, where].filter(Boolean).join(' · '));
  stage.ariaPressed = String(isOnStage);
  say(stage, isOnStage ? 'Take off stage' : 'On stage');
  for (const [state, button] of Object.entries(states)) button.ariaPressed = String(question.state === state);
  if (question.state === 'parked') parking.open(false);
}

// Puts rows in order, and lets those that stand right where they are, with their focus.
export function order(list, elements) {
  elements.forEach((element, index) => list.children[index] !== element && list.insertBefore(element, list.children[index] ?? null));
  while (list.children.length > elements.length) list.lastChild.remove();
}

// Assumptions that somebody handed back, with what they come to.
export function handBacks(parent, drive) {
  const head = made('h3', '', parent, 'Handed back');
  const list = made('ul', 'asked', parent);
  const rows = new Map();
  return ({ handbacks }, author) => {
    head.hidden = !handbacks.length;
    const make = (item) => {
      const element = made('li', '');
      const text = made('p', 'text', element, item.headline ? `${item.name}: ${item.headline}` : item.name);
      const row = made('div', 'row', element);
      const button = made('button', 'small', row, 'Put on stage');
      button.type = 'button';
      const said = made('p', 'said', element);
      button.addEventListener('click', () => act(button, said, () => drive('handback', { id: item.id })));
      return { element, text, button };
    };
    for (const item of handbacks) {
      if (!rows.has(item.id)) rows.set(item.id, make(item));
      rows.get(item.id).element.toggleAttribute('data-shown', item.name === author);
    }
    order(list, handbacks.map(({ id }) => rows.get(id).element).reverse());
  };
}
