// The vote on a member's own page: a card with the question and four answers. What was cast is said only when the server has
// answered. Of a secret ballot this browser alone keeps the key with which it can be changed.

import { conditionRows } from './conditions.js';
import { at, keep, recall } from './joining.js';
import { act, icon, made, say, tell } from './widgets.js';

const LABELS = {
  approve: 'Approve',
  conditions: 'Approve with conditions',
  defer: 'Defer',
  reject: 'Reject',
};
const RULES = { simple: 'more than half', two_thirds: 'two thirds', unanimous: 'all' };
const BASES = { cast: 'of the votes cast', present: 'of those present', entitled: 'of those entitled' };
const OPEN = 'Open vote: the record names who voted what.';
const SECRET =
  'Secret vote: the record keeps that you voted and, apart from it, what was cast. Nothing joins the two. ' +
  'Only this browser can change your vote.';

export const label = (choice) => LABELS[choice] ?? choice;

// "Carried by two thirds of the votes cast, if at least 4 vote."
export function ruleOf({ rule, base, quorum }) {
  const least = quorum ? `, if at least ${quorum} vote` : '';
  return `Carried by ${RULES[rule] ?? rule} ${BASES[base] ?? base}${least}.`;
}

export const turnout = ({ voted, entitled }) => `${voted} of ${entitled} ${entitled === 1 ? 'has' : 'have'} voted`;

export function voteCard(client, parent) {
  const card = made('section', 'card vote', parent);
  card.hidden = true;
  let shown = '';
  let parts = null;

  const begin = async (vote, now) => {
    // Who is entitled is fixed when a vote is opened, and one's own vote may have been cast in another browser.
    if (vote.state === 'open') Object.assign(client, await client.get('me').catch(() => ({})));
    if (shown !== now) return;
    parts = build(client, card, vote, client.may('vote') && client.entitled !== false);
    card.hidden = false;
  };

  return {
    async show({ vote }) {
      const now = vote ? `${vote.id} ${vote.state}` : '';
      if (shown !== now) {
        [shown, parts, card.hidden] = [now, null, true];
        if (vote) await begin(vote, now);
      }
      if (!parts || shown !== now) return;
      say(parts.turnout, vote.state === 'open' ? turnout(vote) : '');
      parts.turnout.hidden = vote.state !== 'open';
    },
  };
}

function build(client, card, vote, isMine) {
  card.replaceChildren();
  const name = `vote-${vote.id}`;
  card.setAttribute('aria-labelledby', name);
  const head = made('p', 'kicker', card, vote.state === 'open' ? 'Vote' : 'Result of the vote');
  head.id = `${name}-kind`;
  const title = made('h2', '', card, vote.question);
  title.id = name;
  if (vote.asked) made('p', 'fine', card, `Asked for: ${vote.asked}.`);
  if (vote.state === 'open') {
    made('p', 'fine', card, ruleOf(vote));
    if (isMine) form(client, card, vote);
  } else {
    made('p', 'result', card, vote.words);
    for (const condition of vote.result?.conditions ?? []) made('p', 'fine', card, `Condition: ${condition}`);
    const own = client.ballot?.vote === vote.id ? client.ballot.choice : null;
    if (own) made('p', 'fine', card, `Your vote: ${label(own)}.`);
    const away = made('button', 'quiet', card, 'Close');
    away.type = 'button';
    away.addEventListener('click', () => (card.hidden = true));
  }
  const turnout = made('p', 'turnout', card);
  turnout.setAttribute('role', 'status');
  return { turnout };
}

function form(client, card, vote) {
  const form = made('form', '', card);
  const choices = made('fieldset', 'choices', form);
  made('legend', 'unseen', choices, 'Your vote');
  const before = client.ballot?.vote === vote.id ? client.ballot : null;
  for (const choice of vote.options) {
    const option = made('label', 'option', choices);
    const radio = made('input', '', option);
    Object.assign(radio, { type: 'radio', name: 'choice', value: choice, checked: before?.choice === choice });
    made('span', '', option, label(choice));
  }
  const rows = conditionRows(form, before?.conditions ?? [], () => client.get('metrics'));
  const chosen = () => form.elements.choice.value;
  const follow = () => rows.show(chosen() === 'conditions');
  choices.addEventListener('change', follow);
  follow();
  const button = made('button', 'primary', form, before || client.voted ? 'Change my vote' : 'Cast my vote');
  const said = made('p', 'reply', form);
  said.setAttribute('role', 'status');
  if (before) confirm(said, `Your vote is in: ${label(before.choice)}.`);
  else if (vote.secret && client.voted) confirm(said, 'Your vote is in.');
  made('p', 'fine', form, vote.secret ? SECRET : OPEN);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!chosen()) return tell(said, 'Choose one of the answers first.', true);
    const conditions = chosen() === 'conditions' ? rows.values() : [];
    if (chosen() === 'conditions' && !conditions.length) return tell(said, 'Write at least one condition, or choose Approve.', true);
    send(client, vote, { choice: chosen(), conditions }, button, said);
  });
}

async function send(client, vote, cast, button, said) {
  const key = vote.secret ? keyOf(client, vote) : undefined;
  tell(said, 'Sending…');
  const isDone = await act(button, said, async () => {
    await client.post('ballot', { vote: vote.id, ...cast, ...(key && { key }) });
    Object.assign(client, { ballot: { vote: vote.id, ...cast }, voted: true });
    return '';
  });
  if (!isDone) return;
  confirm(said, `Your vote is in: ${label(cast.choice)}.`);
  say(button, 'Change my vote');
}

function confirm(said, sentence) {
  tell(said, '');
  icon('check', said);
  said.append(`${sentence} You can change it until the vote closes.`);
}

// The key of one's secret ballot, made here once for each vote.
function keyOf(client, vote) {
  const name = `${keysOf(client)}${vote.id}`;
  const made = recall(name) ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  keep(name, made);
  return made;
}

const keysOf = (client) => `steerco-ballot ${client.meeting.id} ${client.seat} `;

// Saves one's receipt as a file that opens offline; the keys of secret ballots go along, so that it has one's own votes.
export async function saveReceipt(client) {
  const start = keysOf(client);
  const names = Object.keys(localStorage).filter((name) => name.startsWith(start));
  const keys = Object.fromEntries(names.map((name) => [name.slice(start.length), recall(name)]));
  const said = at('cover').querySelector('.reply') ?? made('p', 'reply', at('cover'));
  said.setAttribute('role', 'status');
  await act(said, said, async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await client.file('receipt', { keys }));
    link.download = `receipt-${client.meeting.case}-${client.meeting.day}.html`;
    link.click();
    return `Saved as ${link.download}. It opens without a network.`;
  });
}
