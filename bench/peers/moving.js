// From the press of a key until figures and chart show what was asked for, looked at in every frame of the browser.
(() => {
  const moving = { pressed: 0, figures: 0, page: 0, wanted: null, before: '' };
  const panel = () => document.querySelector('.st-key-live [data-testid="stBidiComponentIsolated"], .st-key-live div')
    && [...document.querySelectorAll('.st-key-live *')].find((it) => it.shadowRoot)?.shadowRoot;
  // Without the rate of return, which is the second and is worked out on release.
  const five = (all) => all.filter((_, index) => index !== 1);

  moving.shown = () => {
    const root = panel();
    if (root) {
      const values = [...root.querySelectorAll('.figure .value')].map((it) => it.textContent);
      return { values: five(values), line: root.querySelector('polyline.total')?.getAttribute('points') };
    }
    const values = [...document.querySelectorAll('.tile-value')].map((it) => it.textContent);
    const chart = document.querySelector('.js-plotly-plot');
    const total = chart?.data?.find((trace) => trace.name === 'Cumulative');
    const drawn = chart?.querySelector('.scatterlayer .js-line')?.getAttribute('d');
    return { values: five(values), line: drawn, total: total?.y && [...total.y] };
  };
  moving.idle = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (app && (app.dataset.testScriptState !== 'notRunning' || document.querySelector('[data-stale="true"]'))) return false;
    return moving.shown().values.length === 5 && Boolean(moving.shown().line);
  };
  const there = () => {
    const now = moving.shown();
    const { values, total } = moving.wanted;
    const figure = now.total === undefined || JSON.stringify(now.total) === JSON.stringify(total);
    return JSON.stringify(now.values) === JSON.stringify(values) && figure && now.line !== moving.before;
  };
  const look = () => {
    if (moving.pressed && !moving.figures && there()) moving.figures = performance.now();
    if (moving.figures && !moving.page && moving.rest()) moving.page = performance.now();
    if (!moving.page) requestAnimationFrame(look);
  };
  // The page has followed when the verdict has been drawn again: it names the NPV.
  moving.rest = () => {
    const verdict = document.querySelector('h2[id], [data-testid="stHeading"] h2')?.textContent;
    return !panel() || (moving.idle() && verdict?.includes(moving.wanted.values[0]));
  };
  moving.await_ = (wanted) => {
    Object.assign(moving, { pressed: 0, figures: 0, page: 0, wanted, before: moving.shown().line });
    requestAnimationFrame(look);
  };
  moving.done = () => Boolean(moving.page);
  moving.times = () => ({ figures: moving.figures - moving.pressed, page: moving.page - moving.pressed });
  window.addEventListener('keydown', (event) => { moving.pressed ||= event.timeStamp; }, { capture: true });
  window.steercoMoving = moving;
})();
