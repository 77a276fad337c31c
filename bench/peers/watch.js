// Notes in the page when the last input came, when a tile or chart last changed, and when anything did.
(() => {
  const TILE = '[data-testid="stMetricValue"], .tile-value';
  const CHART = '.js-plotly-plot';
  // What comes and goes beside the page: the running sign, what hovers over a chart, lists that open and close.
  const ASIDE = '[data-testid="stStatusWidget"], [data-testid="stHeader"], [data-testid="stToolbar"], '
    + '.hoverlayer, .modebar-container, [data-baseweb="popover"], [data-testid="stSidebar"], head';
  const watch = { input: 0, part: 0, any: 0 };
  const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const within = (node, css) => Boolean(element(node)?.closest(css));
  const holds = (node, css) => node.nodeType === Node.ELEMENT_NODE && Boolean(node.querySelector(css));

  const notice = (changes) => {
    const now = performance.now();
    for (const change of changes) {
      if (within(change.target, ASIDE)) continue;
      const nodes = [change.target, ...change.addedNodes];
      if (change.type !== 'attributes') watch.any = now;
      if (nodes.some((node) => within(node, TILE) || within(node, `${CHART} svg`))
        || [...change.addedNodes].some((node) => holds(node, `${TILE}, ${CHART}`))) watch.any = watch.part = now;
    }
  };
  new MutationObserver(notice).observe(document, {
    subtree: true, childList: true, characterData: true, attributeFilter: ['d', 'x', 'y', 'transform', 'points'],
  });
  for (const kind of ['pointerdown', 'keydown'])
    window.addEventListener(kind, (event) => { watch.input = event.timeStamp; }, { capture: true });

  const drawn = (chart) => (chart.querySelector('.main-svg') ? chart.data ?? [] : []);
  watch.shown = () => ({
    tiles: [...document.querySelectorAll(TILE)].map((tile) => tile.textContent.trim()),
    charts: [...document.querySelectorAll(CHART)].map((chart) =>
      drawn(chart).map((trace) => [trace.x ?? null, trace.y ?? null])),
  });
  watch.shows = (seen) => {
    const { tiles, charts } = watch.shown();
    return JSON.stringify(tiles) === JSON.stringify(seen.tiles)
      && JSON.stringify(charts) === JSON.stringify(seen.charts)
      && document.body.textContent.includes(seen.text);
  };
  watch.settled = ({ seen, quiet }) => performance.now() - watch.any > quiet && watch.shows(seen);
  watch.times = () => ({ input: watch.input, part: watch.part, any: watch.any, origin: performance.timeOrigin });
  window.steercoWatch = watch;
})();
