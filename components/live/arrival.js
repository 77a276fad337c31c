// Brings the block of a page to which a link led into view, and keeps it there while the blocks above it are drawn,
// until the visitor moves.

const KINDS = ['table', 'chart', 'findings', 'claims', 'tile'];
const MOVES = ['wheel', 'touchstart', 'keydown', 'pointerdown'];
// Milliseconds in which the blocks above may still change their height.
const SETTLES = 3000;
// The bar above every page.
const BAR = '5rem';

export default function ({ data }) {
  const place = CSS.escape(data.place.replace(/[^a-zA-Z0-9_-]/g, '-'));
  const selector = [`.st-key-${place}`, ...KINDS.map((kind) => `.st-key-${kind}-${place}`)].join(', ');
  const until = performance.now() + SETTLES;
  let moved = false;
  const stop = () => {
    moved = true;
    MOVES.forEach((name) => document.removeEventListener(name, stop, true));
  };
  MOVES.forEach((name) => document.addEventListener(name, stop, true));
  const follow = () => {
    if (moved) return;
    const block = document.querySelector(selector);
    if (block) {
      block.style.scrollMarginTop = BAR;
      block.scrollIntoView({ block: 'start' });
    }
    if (performance.now() < until) requestAnimationFrame(follow);
    else stop();
  };
  follow();
  return stop;
}
