// From the press of a key until figures and chart show what was asked for, looked at in every frame of the browser.
(() => {
  const moving = { pressed: 0, figures: 0, page: 0, wanted: null, before: '' };
  const panel = () => document.querySelector('.interactive.driven');
  // Without the rate of return, which is the second and is worked out on release.
  const five = (all) => all.filter((_, index) => index !== 1);

  moving.shown = () => {
    const root = panel();
    if (root) {
      const values = [...root.querySelectorAll('.tile .value')].map((it) => it.textContent);
      return { values: five(values), line: root.querySelector('.drivers polyline.total')?.getAttribute('points') };
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
  // The page has followed when what Python says of the sliders stands: nothing in the panel is ahead of it any more.
  moving.rest = () => !panel() || (moving.idle() && !panel().matches('.moving'));
  moving.await_ = (wanted) => {
    Object.assign(moving, { pressed: 0, figures: 0, page: 0, wanted, before: moving.shown().line });
    requestAnimationFrame(look);
  };
  moving.done = () => Boolean(moving.page);
  moving.times = () => ({ figures: moving.figures - moving.pressed, page: moving.page - moving.pressed });
  window.addEventListener('keydown', (event) => { moving.pressed ||= event.timeStamp; }, { capture: true });
  window.steercoMoving = moving;
})();
