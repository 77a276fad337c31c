// Questions: asked with the frame on which they came up, supported by others, and what became of them.

import { made, act, closeButton, count, day, icon, say, tell } from './widgets.js';

const STATES = { open: 'Asked', queued: 'Queued', next: 'Next', answered: 'Answered', parked: 'Parked' };
const LONGEST = 500;

// `opener` opens the dialog, `badge` says how many questions are open, `stage()` is what is shown now.
export function questionPanel(client, dialog, opener, badge, stage) {
  const own = new Set(client.questions ?? []);
  const upvoted = new Set(client.upvoted ?? []);
  const rows = new Map();
  const head = made('div', 'sheet-head', dialog);
  made('h2', '', head, 'Questions').id = 'questions-title';
  closeButton(head, dialog);
  // The room may have told of a question before its own browser has the answer.
  askForm(client, dialog, stage, (id) => {
    own.add(id);
    draw();
  });
  const list = made('ul', 'asked', dialog);
  const rest = made('p', 'fine', dialog, 'Nobody has asked anything yet.');

  opener.addEventListener('click', () => dialog.showModal());
  let room = { questions: [], asked: 0 };
  const draw = () => {
    const { questions, asked } = room;
    for (const question of questions) {
      const row = rows.get(question.id) ?? build(client, question.id, upvoted);
      rows.set(question.id, row);
      fill(row, question, own.has(question.id), upvoted.has(question.id));
    }
    order(list, questions.map(({ id }) => rows.get(id).element));
    const open = questions.filter(({ state }) => !['answered', 'parked'].includes(state)).length;
    badge.hidden = !open;
    say(badge, open ? String(open) : '');
    const more = asked - questions.length;
    say(rest, questions.length ? (more > 0 ? `${count(more, 'more question')} not shown.` : '') : 'Nobody has asked anything yet.');
  };
  client.addEventListener('room', ({ detail }) => {
    room = detail;
    draw();
  });
}

function askForm(client, dialog, stage, noted) {
  const form = made('form', 'question', dialog);
  const label = made('label', '', form);
  made('span', '', label, 'Your question');
  const text = made('textarea', '', label);
  Object.assign(text, { rows: 3, maxLength: LONGEST, required: true });
  let name = null;
  if (client.me.role === 'guest') {
    const naming = made('label', '', form);
    made('span', '', naming, 'Your name, if you like');
    name = made('input', '', naming);
    Object.assign(name, { type: 'text', maxLength: 80, autocomplete: 'name' });
  }
  const button = made('button', 'primary', form, 'Send');
  const said = made('p', 'reply', form);
  said.setAttribute('role', 'status');
  form.noValidate = true;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return tell(said, 'Write your question first.', true);
    await act(button, said, async () => {
      const by = name?.value.trim();
      const { id } = await client.post('questions', { text: words, frame: stage()?.hash ?? '', ...(by && { name: by }) });
      noted(id);
      text.value = '';
      return 'Sent, with the picture that you were looking at.';
    });
  });
}

function build(client, id, upvoted) {
  const element = made('li', '');
  const support = made('button', 'upvote', element);
  support.type = 'button';
  icon('up', support);
  const votes = made('span', '', support);
  const body = made('div', 'body', element);
  const text = made('p', 'text', body);
  const by = made('p', 'fine', body);
  const said = made('p', 'reply', body);
  said.setAttribute('role', 'status');
  support.addEventListener('click', () =>
    act(support, said, async () => {
      const on = !upvoted.has(id);
      await client.post(`questions/${id}/upvote`, { on });
      if (on) upvoted.add(id);
      else upvoted.delete(id);
      support.setAttribute('aria-pressed', String(on));
    }),
  );
  return { element, support, votes, text, by };
}

function fill(row, question, isOwn, isUpvoted) {
  row.element.classList.toggle('own', isOwn);
  row.element.dataset.state = question.state;
  say(row.text, question.text);
  say(row.votes, String(question.votes));
  row.support.setAttribute('aria-pressed', String(isUpvoted));
  row.support.setAttribute('aria-label', `I ask this too: ${count(question.votes, 'person', 'people')}`);
  row.support.hidden = false;
  const about = [isOwn ? 'Yours' : question.name, question.scene && `scene ${question.scene}`, stateOf(question)];
  say(row.by, about.filter(Boolean).join(' · '));
}

// What became of a question: "answered in scene 5", "parked: Jon Moe, by 2026-12-10".
function stateOf({ state, where, owner, due }) {
  if (where) return `${STATES[state] ?? state} in ${where}`;
  const parked = state === 'parked' && [owner, due && `by ${day(due)}`].filter(Boolean).join(', ');
  return parked ? `${STATES.parked}: ${parked}` : (STATES[state] ?? state);
}

// Puts rows in order, and lets those that stand right where they are, with their focus.
function order(list, elements) {
  elements.forEach((element, index) => list.children[index] !== element && list.insertBefore(element, list.children[index] ?? null));
  while (list.children.length > elements.length) list.lastChild.remove();
}
