// The clock of who presents: how long it takes, when this scene was to end, and when everything will, if it is left now.

import { cure } from './desk_late.js';
import { made, say } from './widgets.js';

const MINUTE = 60_000;
// Minutes by which the end may be late before that is red.
const GRACE = 1;

// How the time stands at a moment of the server's clock, in minutes. Who comes late into a scene is late from then on.
export function pace(clock, now) {
  const since = clock.since_pause === null ? 0 : now - clock.since_pause;
  const paused = (clock.paused + since) / MINUTE;
  const spoken = (now - clock.started - clock.absent) / MINUTE - paused;
  const { until = 0, before = 0 } = clock;
  const ends = (clock.planned?.[1] ?? clock.total) - before;
  const rest = clock.rest ?? Math.max(clock.total - before - ends, 0);
  const questions = Math.max(clock.questions_budget - paused, 0);
  const end = Math.max(spoken, until) + rest + before;
  const late = end - clock.total;
  const over = end - (clock.allowed ?? clock.total) + Math.max(paused - clock.questions_budget, 0);
  return { spoken, paused, rest, late, over, ends, questions, finish: now + (rest + questions) * MINUTE, ...verdict(late, over) };
}

function verdict(late, over) {
  if (over > GRACE) return { colour: 'red', word: `${whole(over)} min over time` };
  if (late > 0.05) return { colour: 'orange', word: `${late < 1 ? `${Math.ceil(late * 60)} s` : `${whole(late)} min`} behind plan` };
  return { colour: 'green', word: 'On time' };
}

const whole = (minutes) => Math.max(Math.round(minutes), 1);

// 12:05 for 12.1 minutes.
export function stopwatch(minutes) {
  const seconds = Math.max(Math.floor(minutes * 60), 0);
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const text = `${String(Math.floor(rest / 60)).padStart(2, '0')}:${String(rest % 60).padStart(2, '0')}`;
  return hours ? `${hours}:${text}` : text;
}

export const oclock = (moment) => new Date(moment).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

const MARKS = { green: '✓', orange: '!', red: '✕' };

export class ClockFace {
  #clock = null;
  #heardAt = 0;
  #late = null;

  constructor(parent, pause) {
    const box = made('section', 'clock', parent);
    box.setAttribute('aria-label', 'Clock');
    const face = made('div', 'face', box);
    this.time = made('p', 'time', face);
    this.badge = made('p', 'pace', face);
    this.plan = made('p', 'fine', box);
    this.leave = made('p', 'leave', box);
    this.cure = made('p', 'cure', box);
    const row = made('div', 'pausing', box);
    this.pause = made('button', 'quiet', row, 'Questions: stop the clock');
    this.pause.type = 'button';
    this.left = made('p', 'fine', row);
    this.pause.addEventListener('click', () => pause(this.#clock?.since_pause === null));
    this.box = box;
  }

  hear(clock, late) {
    this.#clock = clock;
    this.#late = late;
    this.#heardAt = performance.now();
    this.tick();
  }

  // Between two messages the time goes on by a clock that nobody sets.
  get now() {
    return this.#clock.now + performance.now() - this.#heardAt;
  }

  tick() {
    const clock = this.#clock;
    if (!clock?.started) return;
    const now = clock.ended ?? this.now;
    const at = pace(clock, now);
    const isPaused = clock.since_pause !== null;
    say(this.time, isPaused ? stopwatch((now - clock.since_pause) / MINUTE) : stopwatch(at.spoken));
    this.box.toggleAttribute('paused', isPaused);
    this.badge.dataset.colour = isPaused ? 'gray' : at.colour;
    say(this.badge, isPaused ? 'Questions' : `${MARKS[at.colour]} ${at.word}`);
    const left = at.ends - at.spoken;
    const about = left >= 0 ? `${stopwatch(left)} left` : `${stopwatch(-left)} over`;
    say(this.plan, clock.planned ? `Planned end of this scene ${stopwatch(at.ends)}, ${about}` : `${stopwatch(clock.total)} planned in all`);
    say(this.leave, `Leave now and you finish at ${oclock(at.finish)}`);
    say(this.cure, cure(at, this.#late));
    this.cure.hidden = !this.cure.textContent;
    say(this.pause, isPaused ? 'Go on: start the clock' : 'Questions: stop the clock');
    const over = at.paused - clock.questions_budget;
    const budget = over > 0 ? `${stopwatch(over)} over the ${clock.questions_budget} min for questions` : `${stopwatch(at.questions)} left for questions`;
    say(this.left, budget);
    this.left.classList.toggle('wrong', over > 0);
  }
}
