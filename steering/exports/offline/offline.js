// A storyboard taken along: goes from scene to scene, and makes each scene fit the screen or a printed page. Its pictures
// draw themselves (components/live/picture.js). It asks for nothing: the page's own policy would not let it.
(() => {
  'use strict';
  const STEPS = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 };
  const NEAR = 80;
  // Pixels of the bar above a scene and of its margins.
  const EDGES = 100;
  // Pixels of an A4 page within its margins, and how small a scene may become to fit one.
  const SHEET = { width: 1030, height: 690 };
  const SMALLEST = 0.5;

  const root = document.documentElement;
  const stops = [...document.querySelectorAll('.stop')];
  const [previous, next, theme, at] = ['previous', 'next', 'theme', 'at'].map((id) => document.getElementById(id));
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let printing = false;

  const chosen = () => root.getAttribute('theme') ?? (dark.matches ? 'dark' : 'light');

  // A scene takes the page or the screen; on a phone, where scenes follow each other, it is as long as it is.
  const draw = () => stops.forEach((stop) => stop.querySelector('steerco-picture')?.fill(room(stop)));

  // Pixels that a scene's picture may take, null where it may take what it needs.
  const room = (stop) => {
    const sheet = stop.querySelector('.sheet');
    if (!sheet || (!printing && (!parseFloat(getComputedStyle(stop).minHeight) || stop.querySelector('details[open]')))) return null;
    const around = sheet.scrollHeight - stop.querySelector('steerco-picture').offsetHeight;
    return (printing ? SHEET.height / (stop.style.zoom || 1) : innerHeight - EDGES) - Math.max(around, 0);
  };

  const name = () => {
    theme.textContent = chosen() === 'dark' ? 'Light' : 'Dark';
    theme.setAttribute('aria-label', `Change to ${theme.textContent.toLowerCase()} colours`);
  };

  const here = () => stops.findLastIndex((stop) => stop.getBoundingClientRect().top <= NEAR);

  const tell = () => {
    const index = Math.max(here(), 0);
    const said = index ? `${index} of ${stops.length - 1}` : '';
    if (at.textContent !== said) at.textContent = said;
    previous.disabled = index === 0;
    next.disabled = index === stops.length - 1;
  };

  const go = (index) => {
    const stop = stops[Math.min(Math.max(index, 0), stops.length - 1)];
    stop.querySelector('h1').focus({ preventScroll: true });
    stop.scrollIntoView();
    if (stop === stops[0]) scrollTo(0, 0);
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest?.('.scroll')) return;
    const to = { Home: 0, End: stops.length - 1 }[event.key] ?? (event.key in STEPS ? here() + STEPS[event.key] : null);
    if (to === null) return;
    event.preventDefault();
    go(to);
  });
  previous.addEventListener('click', () => go(here() - 1));
  next.addEventListener('click', () => go(here() + 1));
  theme.addEventListener('click', () => {
    root.setAttribute('theme', chosen() === 'dark' ? 'light' : 'dark');
    name();
    draw();
  });
  dark.addEventListener('change', name);
  let resizing = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(draw);
  });
  addEventListener('scroll', tell, { passive: true });

  // What is for paper is in force a moment before, so that scenes can be measured as they will be printed.
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media);
  const media = rules.map((rule) => rule.media.mediaText);
  const onPaper = (yes) => {
    printing = yes;
    rules.forEach((rule, index) => {
      const kept = media[index];
      rule.media.mediaText = !yes ? kept : kept === 'print' ? 'all' : 'not all';
    });
    stops.forEach((stop) => stop.removeAttribute('style'));
    draw();
    if (yes && stops.map(fit).some(Boolean)) draw();
  };
  // The largest size at which a scene is one page; what fits at none is broken between lines. True where it changed.
  const fit = (stop) => {
    for (let zoom = 1; zoom >= SMALLEST; zoom -= 0.05) {
      stop.style.zoom = zoom;
      stop.style.width = `${SHEET.width / zoom}px`;
      if (stop.getBoundingClientRect().height <= SHEET.height) return zoom < 1;
    }
    stop.removeAttribute('style');
    return false;
  };
  addEventListener('beforeprint', () => onPaper(true));
  addEventListener('afterprint', () => onPaper(false));

  name();
  draw();
  tell();
})();
