// What follows from a vote: actions with an owner and a day, written down before it is closed, and recorded with the decision.

import { made } from './widgets.js';

const MOST = 20;

export function actionRows(parent) {
  const box = made('fieldset', 'actions', parent);
  made('legend', '', box, 'Actions that are agreed with it');
  const list = made('div', 'rows', box);
  const more = made('button', 'small', box, 'Add an action');
  more.type = 'button';
  more.addEventListener('click', () => {
    const row = made('div', 'action', list);
    const number = list.children.length;
    const text = field(row, `Action ${number}`, { maxLength: 500, placeholder: 'What is to be done' });
    const owner = field(row, `Owner of action ${number}`, { maxLength: 160, placeholder: 'Owner, a role' });
    const due = field(row, `Action ${number} is due`, { type: 'date' });
    row.read = () => ({ text: text.value.trim(), owner: owner.value.trim(), due: due.value });
    more.hidden = number >= MOST;
    text.focus();
  });
  // A row that nobody has filled in is none.
  return () => [...list.children].map((row) => row.read()).filter(({ text, owner, due }) => text || owner || due);
}

function field(row, name, values) {
  const input = Object.assign(made('input', '', row), { type: 'text', ...values });
  input.setAttribute('aria-label', name);
  return input;
}
