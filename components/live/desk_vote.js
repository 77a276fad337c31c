// The vote as who presents opens, watches and closes it. While it is open only how many have voted is known, here as elsewhere.

import { actionRows } from './desk_actions.js';
import { label, ruleOf, turnout } from './vote.js';
import { act, made, say } from './widgets.js';

const RULES = [['simple', 'More than half'], ['two_thirds', 'Two thirds'], ['unanimous', 'All']];
const BASES = [['cast', 'of votes cast'], ['present', 'of those present'], ['entitled', 'of those entitled']];

export function votePanel(client, parent, decisions) {
  const status = made('div', 'ballot', parent);
  const form = openForm(client, parent, decisions);
  let shown = null;
  let isAgain = false;
  const show = (vote, desk) => {
    const isForm = !vote || (vote.state === 'closed' && isAgain);
    form.show(isForm, desk);
    status.hidden = isForm;
    if (!vote) return;
    const now = `${vote.id} ${vote.state}`;
    if (vote.state === 'open') isAgain = false;
    if (now !== shown?.name) shown = { name: now, ...report(client, status, vote, () => ((isAgain = true), show(vote, desk))) };
    say(shown.turnout, vote.state === 'open' ? turnout(vote) : vote.words);
  };
  return show;
}

function report(client, box, vote, again) {
  box.replaceChildren();
  made('p', 'kicker', box, vote.state === 'open' ? 'A vote is open' : 'Result of the vote');
  made('h3', '', box, vote.question);
  if (vote.asked) made('p', 'fine', box, `Asked for: ${vote.asked}.`);
  made('p', 'fine', box, `${ruleOf(vote)} ${vote.secret ? 'Secret.' : 'Open: the record names who voted what.'}`);
  const said = made('p', 'turnout', box);
  said.setAttribute('role', 'status');
  if (vote.state === 'open') closing(client, box);
  else {
    result(box, vote.result);
    const button = made('button', 'small', box, 'Open another vote');
    button.type = 'button';
    button.addEventListener('click', again);
  }
  return { turnout: said };
}

// Closing and cancelling ask first: neither can be taken back.
function closing(client, box) {
  const actions = actionRows(box);
  const row = made('div', 'row', box);
  const told = made('p', 'said', box);
  told.setAttribute('role', 'status');
  for (const [what, name, words, sure] of [
    ['close', 'primary', 'Close the vote', 'Close: count now'],
    ['cancel', '', 'Cancel it', 'Cancel: nothing is counted'],
  ]) {
    const button = made('button', `small ${name}`, row, words);
    button.type = 'button';
    let isAsked = false;
    const rest = () => ((isAsked = false), say(button, words));
    button.addEventListener('blur', rest);
    button.addEventListener('click', () => {
      if (!isAsked) return void ((isAsked = true), say(button, sure));
      act(button, told, () => client.post('vote', { do: what, ...(what === 'close' && { actions: actions() }) }).then(() => ''));
    });
  }
}

function result(box, { decision, counts, dissent, conditions }) {
  if (decision) made('p', 'decision', box, `Decision: ${decision}`);
  const list = made('ul', 'counts', box);
  for (const [option, number] of Object.entries(counts)) {
    const row = made('li', '', list);
    made('span', '', row, label(option));
    made('strong', '', row, String(number));
  }
  if (dissent?.length) made('p', 'fine', box, `Dissent: ${dissent.map(({ name, choice }) => `${name} (${label(choice).toLowerCase()})`).join(', ')}.`);
  if (!conditions?.length) return;
  made('h3', '', box, 'Conditions');
  const said = made('ul', 'conditions', box);
  for (const condition of conditions) made('li', '', said, condition);
}

function openForm(client, parent, decisions) {
  const form = made('form', 'opening', parent);
  form.noValidate = true;
  made('h3', '', form, 'Open a vote');
  const about = decisions.length > 1 ? choice(form, 'Decision', [...decisions.map(({ id, question }) => [id, question]), ['', 'Another question']]) : null;
  const text = made('textarea', '', labelled(form, 'Question'));
  Object.assign(text, { rows: 3, maxLength: 1000, value: decisions[0]?.question ?? '' });
  about?.addEventListener('change', () => (text.value = decisions.find(({ id }) => id === about.value)?.question ?? ''));
  const pair = made('div', 'pair', form);
  const [rule, base] = [choice(pair, 'Carried by', RULES), choice(pair, 'Base', BASES)];
  const quorum = Object.assign(made('input', '', labelled(pair, 'Quorum')), { type: 'number', min: 0, step: 1, value: 0 });
  const secret = Object.assign(made('input', '', null), { type: 'checkbox' });
  made('label', 'tick', pair).append(secret, ' Secret vote');
  const people = voters(form);
  const button = made('button', 'primary', form, 'Open the vote');
  const said = made('p', 'said', form);
  said.setAttribute('role', 'status');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const decision = decisions.find(({ id, question }) => (about ? id === about.value : question === text.value.trim()))?.id;
    act(button, said, async () => {
      if (!text.value.trim()) throw new Error('Write what is voted on.');
      if (!people.entitled().length) throw new Error('Nobody is invited who may vote: invite members on Storyboard.');
      const terms = { question: text.value.trim(), rule: rule.value, base: base.value, quorum: Number(quorum.value), secret: secret.checked };
      await client.post('vote', { do: 'open', ...terms, ...(decision && { decision }), ...people.values() });
      return '';
    });
  });
  return {
    show(isShown, desk) {
      form.hidden = !isShown;
      if (isShown && desk) people.hear(desk.people);
    },
  };
}

// Who may vote: who is here, and who stands aside from this question.
function voters(parent) {
  const table = made('table', 'voters', parent);
  const head = made('tr', '', made('thead', '', table));
  for (const title of ['May vote', 'Present', 'Recused']) made('th', '', head, title);
  const body = made('tbody', '', table);
  const rows = new Map();
  const box = (row, title) => Object.assign(made('input', '', made('td', '', row)), { type: 'checkbox', ariaLabel: title });
  const chosen = (name) => [...rows].filter(([, row]) => row[name].checked).map(([seat]) => seat);
  return {
    hear(people) {
      const may = people.filter(({ role }) => ['chair', 'member'].includes(role));
      for (const { seat, name, here } of may) {
        if (!rows.has(seat)) {
          const row = made('tr', '', body);
          made('th', '', row, name).scope = 'row';
          const one = { row, present: box(row, `${name} is present`), recused: box(row, `${name} is recused`), isOwn: false };
          one.present.addEventListener('change', () => (one.isOwn = true));
          rows.set(seat, one);
        }
        // Until somebody says otherwise, who has the page open is present.
        const row = rows.get(seat);
        if (!row.isOwn) row.present.checked = here;
      }
      for (const [seat, { row }] of rows) {
        if (may.some((person) => person.seat === seat)) continue;
        row.remove();
        rows.delete(seat);
      }
      table.hidden = !rows.size;
    },
    entitled: () => [...rows.keys()],
    values: () => ({ entitled: [...rows.keys()], present: chosen('present'), recused: chosen('recused') }),
  };
}

export function labelled(parent, title) {
  const box = made('label', '', parent);
  made('span', '', box, title);
  return box;
}

export function choice(parent, title, options) {
  const select = made('select', '', labelled(parent, title));
  for (const [value, text] of options) select.append(new Option(text, value));
  return select;
}
