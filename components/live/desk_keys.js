// The keys of who presents: one listener that hears a key before anything else does, whatever has the focus. Clickers send
// PageDown and PageUp, and `b` or `.` for blank.

// What each key does, as the list of keys says it, and the panel without which there is nothing to do.
export const KEYS = [
  ['PageDown, →', 'next', 'Next scene'],
  ['PageUp, ←', 'back', 'Scene before'],
  ['B or .', 'blank', 'Blank the room, and show it again'],
  ['H', 'hold', 'Hold the audience where it is, and let it follow again'],
  ['S', 'spotlight', 'Light up the next block; after the last one none'],
  ['F', 'recorded', 'Show the recording, and the scene again'],
  ['O', 'overview', 'Overview of all scenes; Enter goes to one'],
  ['M', 'median', 'Put the median of the room’s number on stage', 'number'],
  ['?', 'help', 'These keys'],
  ['Esc', 'leave', 'Leave the overview or this list'],
];
const ACTS = {
  PageDown: 'next', ArrowRight: 'next', ArrowDown: 'next', PageUp: 'back', ArrowLeft: 'back', ArrowUp: 'back', b: 'blank', '.': 'blank',
  h: 'hold', s: 'spotlight', f: 'recorded', o: 'overview', m: 'median', '?': 'help', Escape: 'leave',
};
const NOT_TEXT = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file', 'image'];

const isText = (at) =>
  at.matches?.('textarea, [contenteditable=""], [contenteditable="true"]') || (at.matches?.('input') && !NOT_TEXT.includes(at.type));
// Arrows move a slider in hand, an option of a list, and a circle of several.
const takesArrows = (at) => at.matches?.('input[type="range"], input[type="radio"], select');

// What a key asks for where it was pressed; nothing where it belongs to what has the focus.
export function actOf(event, at = event.composedPath()[0]) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || isText(at)) return null;
  if (event.key.startsWith('Arrow') && takesArrows(at)) return null;
  if (event.key.length === 1 && at.matches?.('select')) return null;
  return act;
}

// Hears keys while `isActive()`; `acts` are what to do, by name. What returns false leaves the key to the browser.
export function listen(isActive, acts) {
  const heard = (event) => {
    const act = isActive() && actOf(event);
    if (!act) return;
    // A key that is held down is one key.
    if (!event.repeat && acts[act](event) === false) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('keydown', heard, true);
  return () => removeEventListener('keydown', heard, true);
}
