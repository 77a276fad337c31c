// A storyboard taken along: goes from scene to scene, and makes each scene fill the screen or a printed page. Its
// pictures draw themselves (components/live/picture.js). It asks for nothing: the page's own policy would not let it.
(() => {
  'use strict';
  const STEPS = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 };
  const NEAR = 80;
  // Fields in which arrow keys, Home and End have a meaning of their own.
  const OWN_KEYS = '.scroll, input, select, textarea';
  // Pixels across from which on type grows with the screen, and how large it becomes.
  const [STAGE, LARGEST] = [1128, 1.5];
  // Pixels of an A4 page within its margins, and how small a scene may become to fit one.
  const SHEET = { width: 1030, height: 690 };
  const SMALLEST = 0.5;

  const root = document.documentElement;
  const stops = [...document.querySelectorAll('.stop')];
  const [previous, next, theme, at] = ['previous', 'next', 'theme', 'at'].map((id) => document.getElementById(id));
  const dark = matchMedia('(prefers-color-scheme: dark)');

  const chosen = () => root.getAttribute('theme') ?? (dark.matches ? 'dark' : 'light');

  // A scene takes the screen or the sheet, charts what the rest leaves. On a phone, where scenes follow each other, and
  // with a table open it is as long as it is.
  const fill = (stop) => {
    const [picture, footer] = ['steerco-picture', 'footer'].map((kind) => stop.querySelector(kind));
    if (!footer) return;
    const zoom = stop.style.zoom || 1;
    const grown = stop.style.zoom ? 1 : Math.min(Math.max(stop.clientWidth / STAGE, 1), LARGEST);
    stop.style.setProperty('--scale', grown.toFixed(2));
    picture.fill(null);
    const least = parseFloat(getComputedStyle(stop).minHeight);
    if (!least || stop.querySelector('details[open]')) return;
    const [outer, inner, end] = [stop, picture, footer].map((one) => one.getBoundingClientRect());
    const free = (end.top - inner.bottom) / zoom - parseFloat(getComputedStyle(footer.parentElement).rowGap);
    picture.fill(Math.floor(least - (outer.height - inner.height) / zoom + free - 1));
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
    if (event.target.closest?.(OWN_KEYS)) return;
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
    document.querySelectorAll('steerco-picture').forEach((picture) => picture.repaint());
  });
  dark.addEventListener('change', name);
  let resizing = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(() => stops.forEach(fill));
  });
  addEventListener('scroll', tell, { passive: true });

  // What is for paper is in force a moment before, so that scenes can be measured as they will be printed.
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.media);
  const media = rules.map((rule) => rule.media.mediaText);
  const onPaper = (yes) => {
    rules.forEach((rule, index) => {
      const kept = media[index];
      rule.media.mediaText = !yes ? kept : kept === 'print' ? 'all' : 'not all';
    });
    stops.forEach((stop) => stop.removeAttribute('style'));
    stops.forEach(yes ? fit : fill);
  };
  // The largest size at which a scene is one page; what fits at none is broken between lines.
  const fit = (stop) => {
    for (let zoom = 1; zoom >= SMALLEST; zoom -= 0.05) {
      stop.style.zoom = zoom;
      stop.style.width = `${SHEET.width / zoom}px`;
      stop.style.minHeight = `${SHEET.height / zoom}px`;
      fill(stop);
      if (stop.getBoundingClientRect().height <= SHEET.height + 1) return;
    }
    stop.removeAttribute('style');
    fill(stop);
  };
  // Before the pictures hear of it, which draw their charts then.
  addEventListener('beforeprint', () => onPaper(true), true);
  addEventListener('afterprint', () => onPaper(false), true);

  name();
  stops.forEach(fill);
  tell();
})();
