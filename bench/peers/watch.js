// Notes in the page when the last input came and what has changed since, so that it can say when the tiles and charts in
// sight last did, when all of them did, and when anything did.
(() => {
  const TILE = '[data-testid="stMetricValue"], .tile-value, .tile .value';
  const CHART = '.plot[data-chart], .js-plotly-plot';
  const PART = `${TILE}, ${CHART}`;
  // What comes and goes beside the page: the running sign, what hovers over a chart, lists that open and close.
  const ASIDE = '[data-testid="stStatusWidget"], [data-testid="stHeader"], [data-testid="stToolbar"], '
    + '.hoverlayer, .modebar-container, [data-baseweb="popover"], [data-testid="stSidebar"], head';
  const watch = { input: 0, any: 0 };
  const changed = new Map(); // part, or element outside of any part -> when it last changed
  const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const within = (node, css) => element(node)?.closest(css);
  // Of a chart only its drawing counts.
  const partOf = (node) => within(node, TILE) ?? (within(node, 'svg') && within(node, CHART));
  const inner = (node) => (node.nodeType === Node.ELEMENT_NODE ? [...node.querySelectorAll(PART)] : []);

  const notice = (changes) => {
    const now = performance.now();
    for (const { target, type, addedNodes } of changes) {
      if (within(target, ASIDE)) continue;
      const parts = [target, ...addedNodes].map(partOf).concat(...[...addedNodes].map(inner)).filter(Boolean);
      parts.forEach((part) => changed.set(part, now));
      if (!parts.length && type !== 'attributes' && element(target)) changed.set(element(target), now);
      if (parts.length || type !== 'attributes') watch.any = now;
    }
  };
  new MutationObserver(notice).observe(document, {
    subtree: true, childList: true, characterData: true, attributeFilter: ['d', 'x', 'y', 'transform', 'points'],
  });
  const input = (event) => {
    watch.input = event.timeStamp;
    changed.clear();
  };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, input, { capture: true });
  // A choice in a list of the browser's own is made where the list says so.
  addEventListener('change', (event) => event.target.matches('select') && input(event), { capture: true });

  const isOpen = (part) => part.getClientRects().length > 0;
  const isInSight = (part) => {
    const { top, bottom } = part.getBoundingClientRect();
    return isOpen(part) && bottom > 0 && top < innerHeight;
  };
  const drawn = (chart) => (chart.querySelector('.main-svg') ? chart.data ?? [] : []);
  // What lies in a part of the page that is closed is drawn when somebody opens it.
  const open = (css) => [...document.querySelectorAll(css)].filter(isOpen);
  watch.shown = () => ({
    tiles: open(TILE).map((tile) => tile.textContent.trim()),
    charts: open(CHART).map((chart) => drawn(chart).map((trace) => [trace.x ?? null, trace.y ?? null])),
  });
  watch.shows = (seen) => {
    const { tiles, charts } = watch.shown();
    return JSON.stringify(tiles) === JSON.stringify(seen.tiles)
      && JSON.stringify(charts) === JSON.stringify(seen.charts)
      && document.body.textContent.includes(seen.text);
  };
  watch.settled = ({ seen, quiet }) => performance.now() - watch.any > quiet && watch.shows(seen);
  // Asked for when all is at rest, so that looking where things are costs nothing that is measured.
  watch.times = () => {
    const last = (test) => Math.max(0, ...[...changed].map(([node, time]) => (node.isConnected && test(node) ? time : 0)));
    const isPart = (node) => node.matches(PART);
    return {
      input: watch.input,
      sight: last((node) => isPart(node) && isInSight(node)),
      parts: last(isPart),
      screen: last(isInSight),
      any: watch.any,
      origin: performance.timeOrigin,
    };
  };
  window.steercoWatch = watch;
})();
