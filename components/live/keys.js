// Steps through the scenes by keyboard: PageDown, right arrow and n; PageUp, left arrow and p; Escape to the list.
// `data.scenes` are the ids in their order; it stays the same from scene to scene, where one is is in the URL.

const STEPS = { PageDown: 1, ArrowRight: 1, n: 1, PageUp: -1, ArrowLeft: -1, p: -1 };
// Whoever writes, slides, chooses or scrolls a table means that, not the scene.
const BUSY =
  'input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"], [role="grid"], canvas';
const OPEN = '[role="dialog"], [role="listbox"], [role="menu"], [data-testid="stPopoverBody"]';
const STOP = Symbol.for('steerco.keys');

export default function ({ data, setTriggerValue }) {
  // A change of theme calls this again without ending the one before.
  document[STOP]?.();
  const { scenes } = data;
  let awaited = null;

  const heard = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const at = event.composedPath()[0];
    if (at instanceof Element && at.closest(BUSY)) return;
    if (document.querySelector(OPEN)) return;
    const go = event.key === 'Escape' ? '' : stepped(STEPS[event.key.length === 1 ? event.key.toLowerCase() : event.key]);
    if (go === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (go !== awaited) setTriggerValue('go', go);
    awaited = go;
  };

  // Keys pressed faster than scenes are drawn count from where the last one leads.
  const stepped = (by) => {
    if (by === undefined) return null;
    const shown = new URLSearchParams(location.search).get('scene');
    if (awaited === shown) awaited = null;
    const next = scenes.indexOf(awaited ?? shown) + by;
    return scenes[Math.min(Math.max(next, 0), scenes.length - 1)] ?? null;
  };

  document.addEventListener('keydown', heard, true);
  document[STOP] = () => document.removeEventListener('keydown', heard, true);
  return document[STOP];
}
