// Before a run begins, and what it came to when it is over.

import { act, count, made, say, tell } from './widgets.js';

const number = (value) => String(Math.round(value * 10) / 10);

// What is to be rehearsed, and the button that starts the clock; so does the key for the next scene.
export function start(parent, desk) {
  const { client, data } = desk;
  const left = made('div', 'before', parent);
  made('p', 'kicker', left, `Dry run · ${client.meeting.person}`);
  made('h1', '', left, client.meeting.title);
  const plan = made('p', 'plan', left);
  const partial = made('p', 'partial', left);
  const row = made('div', 'row', left);
  const button = made('button', 'primary large', row, 'Start the clock');
  button.type = 'button';
  made('kbd', '', button, 'PageDown');
  const said = made('p', 'said', left);
  said.setAttribute('role', 'status');
  made('p', 'fine', left, 'Speak aloud, as you will in the meeting, and use its keys. What is kept are times and keys.');
  const begin = () => void act(button, said, () => desk.drive('start', data.scene ? { scene: data.scene } : {}));
  button.addEventListener('click', begin);
  return {
    begin,
    check() {},
    hear({ scenes, clock }) {
      const allowed = clock.allowed ? ` of ${number(clock.allowed)}` : '';
      say(plan, `${count(scenes.length, 'scene')}, ${number(clock.total)}${allowed} minutes; ${number(clock.questions_budget)} for questions beside them.`);
      const from = scenes.find(({ id }) => id === data.scene);
      partial.hidden = !from || from.number === 1;
      say(partial, from ? `A partial run from scene ${from.number}: ${from.message}` : '');
    },
  };
}

// The run against its plan, and what has changed since the one before.
export function result(parent, { client, page }) {
  const title = made('h1', '', parent, 'The run is over');
  const verdict = made('p', 'verdict', parent);
  const facts = made('p', 'fine', parent);
  const said = made('p', 'said', parent);
  said.setAttribute('role', 'status');
  const place = made('div', 'times', parent);
  const row = made('div', 'row', parent);
  const tools = [['See the run', 'primary', page.over], ['Rehearse again', '', page.again]];
  for (const [words, name, work] of tools) {
    const button = made('button', name, row, words);
    button.type = 'button';
    button.addEventListener('click', work);
  }
  let isAsked = false;
  return async () => {
    if (isAsked) return;
    isAsked = true;
    try {
      const run = await client.get('run');
      say(title, run.title);
      say(verdict, run.verdict);
      verdict.dataset.colour = run.colour;
      say(facts, run.facts.join(' '));
      place.replaceChildren(table(run));
    } catch (refusal) {
      isAsked = false;
      tell(said, `What it came to can’t be had now. ${refusal.message}`, true);
    }
  };
}

function table({ scenes, changes }) {
  const box = made('table', '', null);
  const head = made('tr', '', made('thead', '', box));
  const names = ['Scene', 'Planned', 'Took', 'Over', ...(changes ? ['Change'] : [])];
  for (const name of names) made('th', '', head, name).scope = 'col';
  const body = made('tbody', '', box);
  for (const scene of scenes) {
    const row = made('tr', '', body);
    made('th', '', row, `${scene.number}. ${scene.message}`).scope = 'row';
    made('td', '', row, scene.planned);
    made('td', '', row, scene.seconds);
    const over = made('td', '', row, scene.colour ? undefined : scene.over);
    if (scene.colour) made('span', 'badge', over, scene.over).dataset.colour = scene.colour;
    if (changes) made('td', '', row, scene.change);
  }
  return box;
}
