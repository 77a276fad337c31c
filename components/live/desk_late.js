// What whoever presents may do about being late: as the server has worked it out for every delay, so that it is there at once.

// Delays below so many seconds, and parts of so many, are not spoken of.
const STEP = 5;

// A sentence for how the time stands (see pace), or none; `late` is { ladder, most, follow } of the desk's message.
export function cure({ late, over }, ways) {
  if (!ways) return '';
  const [behind, delay] = [late * 60, over * 60];
  if (delay >= STEP) return `You end ${span(delay)} late${what(delay, ways)}.`;
  if (behind >= STEP && delay <= -STEP) return `${span(behind)} behind plan, and still in time: ${span(-delay)} to spare.`;
  return '';
}

function what(delay, { ladder, most, follow }) {
  const rung = ladder.find(({ up_to }) => up_to >= delay);
  if (rung) return `: ${rung.words}`;
  if (!follow) return ', and no scene follows that could make up for it';
  if (!most) return ', and no scene that follows may be dropped or shortened';
  const left = span(Math.max(delay - most, STEP));
  return `, and nothing makes up for all of it: ${ladder.at(-1).words}, and you still end ${left} late`;
}

// 2:10 for 132 seconds.
function span(seconds) {
  const whole = Math.floor(seconds / STEP) * STEP;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
