// The conditions of a vote, each in words or held against a figure: which figure, how it compares, with what, and by when.
// What is held against a figure is judged by the Decisions page from then on.

import { made, tell } from './widgets.js';

const MOST = 10;
const BETWEEN = 'between';

// `before` are the conditions that were cast earlier, as texts or as measures; `load` gives the figures and comparisons on offer.
export function conditionRows(form, before, load) {
  const box = made('fieldset', 'conditions', form);
  made('legend', '', box, 'Conditions');
  const list = made('div', 'rows', box);
  const buttons = made('div', 'more', box);
  const said = made('p', 'reply', box);
  said.setAttribute('role', 'status');
  const follow = () => (buttons.hidden = list.children.length >= MOST);
  const add = (make) => {
    const row = made('div', 'condition', list);
    const first = make(row, list.children.length);
    follow();
    return first;
  };
  const inWords = (text = '') => add((row, number) => wordField(row, number, text));
  const measured = async (condition = {}) => {
    try {
      const offer = await load();
      return add((row, number) => measureFields(row, number, offer, condition, () => (row.remove(), follow())));
    } catch (refusal) {
      tell(said, refusal.message, true);
    }
  };
  button(buttons, 'Add a condition in words', () => inWords().focus());
  button(buttons, 'Add a condition on a figure', async () => (await measured())?.focus());
  for (const condition of before) {
    if (condition.metric) measured(condition);
    else inWords(condition.text ?? String(condition));
  }
  if (!before.length) inWords();
  return {
    show: (isShown) => Object.assign(box, { hidden: !isShown, disabled: !isShown }),
    values: () => [...list.children].map((row) => row.read()).filter(Boolean),
  };
}

function wordField(row, number, text) {
  const field = made('input', '', row);
  Object.assign(field, { type: 'text', value: text, maxLength: 500, placeholder: 'for example: a deputy is named for each gate' });
  field.setAttribute('aria-label', `Condition ${number}`);
  row.read = () => field.value.trim();
  return field;
}

function measureFields(row, number, { metrics, comparisons }, condition, remove) {
  row.classList.add('measure');
  row.setAttribute('role', 'group');
  row.setAttribute('aria-label', `Condition ${number}, on a figure`);
  const metric = choice(row, 'Figure', metrics.map(({ name, label }) => [name, label]), condition.metric);
  const op = choice(row, 'Has to be', comparisons.map(({ op, label }) => [op, label]), condition.op);
  const values = [condition.value ?? []].flat();
  const low = entry(row, 'Value', { type: 'text', value: values[0] ?? '', inputMode: 'text', maxLength: 40 });
  const high = entry(row, 'And', { type: 'text', value: values[1] ?? '', maxLength: 40 });
  const due = entry(row, 'By', { type: 'date', value: day(condition.due) });
  const text = entry(row, 'In words, if need be', { type: 'text', value: condition.text ?? '', maxLength: 500 });
  text.parentElement.classList.add('wide');
  const follow = () => {
    high.parentElement.hidden = op.value !== BETWEEN;
    low.placeholder = high.placeholder = metrics.find(({ name }) => name === metric.value)?.hint ?? '';
  };
  row.addEventListener('change', follow);
  follow();
  button(row, 'Remove', remove).setAttribute('aria-label', `Remove condition ${number}`);
  row.read = () => {
    const value = op.value === BETWEEN ? [low.value.trim(), high.value.trim()] : low.value.trim();
    return { metric: metric.value, op: op.value, value, due: due.value, ...(text.value.trim() && { text: text.value.trim() }) };
  };
  return metric;
}

// A month ends on its last day, which is how a date field can show it.
function day(due = '') {
  if (!/^\d{4}-\d{2}$/.test(due)) return due;
  const [year, month] = due.split('-').map(Number);
  return `${due}-${new Date(year, month, 0).getDate()}`;
}

function choice(row, name, options, value) {
  const field = made('select', '', labelled(row, name));
  for (const [key, label] of options) made('option', '', field, label).value = key;
  if (value) field.value = value;
  return field;
}

function entry(row, name, values) {
  return Object.assign(made('input', '', labelled(row, name)), values);
}

function labelled(row, name) {
  const label = made('label', '', row);
  made('span', 'fine', label, name);
  return label;
}

function button(parent, text, press) {
  const element = made('button', 'quiet', parent, text);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}
