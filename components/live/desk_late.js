// What whoever presents may do about being late: as the server has worked it out for every delay, so that it is there at once.

// Delays below so many seconds, and parts of so many, are not spoken of.
const STEP = 5;

// A sentence for how the time stands (see pace), or none; `late` is { ladder, most, follow } of the desk's message.
export function cure({ late, over }, ways) {
  if (!ways) return '';
  const [behind, delay] = [late * 60, over * 60];
  if (delay >= STEP) return `${span(delay)} late${what(delay, ways)}.`;
  if (behind >= STEP && delay <= -STEP) return `${span(behind)} behind plan, and still in time: ${span(-delay)} to spare.`;
  return '';
}

function what(delay, { ladder, most, follow }) {
  const rung = ladder.find(({ up_to }) => up_to >= delay);
  if (rung) return `: ${rung.words}`;
  if (!follow) return ', and no scene follows that could make up for it';
  if (!most) return ', and no scene that follows may be dropped or shortened';
  return `: nothing makes up for it. All that may be dropped or shortened is ${span(most)}`;
}

// 2:10 for 132 seconds.
function span(seconds) {
  const whole = Math.floor(seconds / STEP) * STEP;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
