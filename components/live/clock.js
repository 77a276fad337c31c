// The clock of a meeting from what the server says of it: how long it has gone on, and how that stands to the plan.

const MINUTE = 60_000;
// Within so many minutes of the plan one is on time.
const NEAR = 0.5;

// Minutes that a meeting has gone on at a moment of the server's clock, without its pauses; null before the start.
export function elapsed(clock, now) {
  if (!clock.started) return null;
  const pause = clock.absent + clock.paused + (clock.since_pause ? now - clock.since_pause : 0);
  return (now - clock.started - pause) / MINUTE;
}

// How it stands: { words, state } with `state` ahead, on, late or '' and the time at which it ends if this scene ends now.
export function pace(clock, now) {
  const gone = elapsed(clock, now);
  if (gone === null) return { words: 'Not begun', state: '', ends: null };
  if (clock.since_pause) {
    const left = (clock.questions_budget ?? 0) - (now - clock.since_pause) / MINUTE;
    return { words: left >= 0 ? `Questions: ${minutes(left)} left` : `Questions: ${minutes(-left)} over`, state: left < 0 ? 'late' : 'on', ends: null };
  }
  if (!clock.planned) return { words: 'Not in the plan', state: '', ends: null };
  const { until = 0, before = 0 } = clock;
  const [begin, end] = clock.planned.map((minute) => minute - before);
  const rest = clock.rest ?? Math.max(clock.total - before - end, 0);
  const ends = new Date(now + rest * MINUTE);
  // Who comes late into a scene is late from then on.
  const late = Math.max(gone, until) + rest + before - clock.total;
  if (late > NEAR) return { words: `${minutes(late)} late`, state: 'late', ends };
  if (gone < begin - NEAR) return { words: `${minutes(begin - gone)} ahead`, state: 'ahead', ends };
  return { words: 'On time', state: 'on', ends };
}

// 4:05 of minutes.
export function written(gone) {
  const seconds = Math.max(0, Math.floor(gone * 60));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export const time = (date) => date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

function minutes(value) {
  const whole = Math.max(1, Math.round(value));
  return `${whole} min`;
}
