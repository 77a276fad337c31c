// Loses no key that is typed into a table to edit: that of a draft, of failing cells, or of the dossier. Streamlit's table forgets keys
// that come while a cell is being opened or left, so those wait here, and are handed on one by one as soon as the table
// can take the next.

const GRID = ':is(.st-key-draft, .st-key-mending, .st-key-edit-table) [data-testid="stDataFrame"]';
const FIELD = '#portal textarea, #portal input';
const LEAVING = ['Enter', 'Tab', 'Escape'];
// Frames after which the table is taken to be ready all the same: a key need not open or leave a cell.
const PATIENCE = 90;
const STOP = Symbol.for('steerco.grid_keys');

export default function () {
  // A change of theme calls this again without ending the one before.
  document[STOP]?.();
  const waiting = [];
  const ours = new WeakSet();
  let isReady = null;
  let frames = 0;

  const field = () => document.querySelector(FIELD);
  const isInGrid = (element) => element instanceof Element && element.closest(GRID) !== null;
  const isPrintable = (event) => event.key.length === 1;

  const heard = (event) => {
    if (ours.has(event) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const open = field();
    if (!isReady && !(open ? open === target : isInGrid(target))) return;
    if (isReady) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting.push(event);
    } else {
      expectAfter(event, open);
    }
  };

  // What has to be true before the next key: the cell's field is there, or gone with the focus back in the table.
  const expectAfter = (event, open) => {
    if (open) {
      const leaves = LEAVING.includes(event.key);
      isReady = leaves ? () => !open.isConnected && isInGrid(document.activeElement) : () => true;
    } else {
      const cell = document.activeElement;
      const text = cell?.textContent;
      const opens = (isPrintable(event) || event.key === 'Enter') && !isFixed(cell);
      // A box to tick is not opened: its text changes at once.
      const isTicked = () => cell?.textContent !== text;
      isReady = opens
        ? () => (field() !== null && field() === document.activeElement) || isTicked()
        : () => field() === null;
    }
    frames = 0;
    later(look);
  };

  // After a frame and whatever the table has put off: a timer of its own that a key has set would take the next key,
  // where that leaves the cell, for its own and drop what was typed.
  const later = (step) => requestAnimationFrame(() => setTimeout(step, 0));

  const isFixed = (cell) => cell?.getAttribute('aria-readonly') === 'true';

  const look = () => {
    if (!isReady) return;
    frames += 1;
    if (!isReady() && frames < PATIENCE) {
      later(look);
      return;
    }
    isReady = null;
    if (waiting.length) hand(waiting.shift());
  };

  const hand = (event) => {
    const open = field();
    const target = open ?? document.activeElement;
    if (open && (isPrintable(event) || event.key === 'Backspace')) {
      expectAfter(event, open);
      open.focus();
      if (isPrintable(event)) document.execCommand('insertText', false, event.key);
      else document.execCommand('delete');
      return;
    }
    const { key, code, keyCode, shiftKey } = event;
    const again = new KeyboardEvent('keydown', { key, code, keyCode, shiftKey, bubbles: true, cancelable: true });
    ours.add(again);
    expectAfter(again, open);
    target.dispatchEvent(again);
  };

  window.addEventListener('keydown', heard, true);
  document[STOP] = () => {
    isReady = null;
    window.removeEventListener('keydown', heard, true);
  };
  return document[STOP];
}
