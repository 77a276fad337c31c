// Draws one chart of a picture: its colours from the style sheet, its texts as large as its place is read, its margins as
// they were where labels still fit. It imports nothing.

const ROLES = /#(0000(?:0[1-9]|1\d|2[0-2]|36|38))/g;
// All texts of a chart are of one size.
const SIZE = 14;
const SIZES = new RegExp(`"size":${SIZE}\\b`, 'g');
const CONFIG = { displayModeBar: false, scrollZoom: false };
// Pixels that a name along an axis needs; how much narrower than their margin labels may become, and what is no difference.
const [LABEL, SPARE, SAME] = [56, 12, 0.5];
const WORDS = 84; // pixels of a column in which a field's words fit
const COLOURS = new Map(); // theme -> digits of a role -> colour
const DRAWN = new WeakMap(); // place of a chart -> what is drawn there
const MARGINS = new WeakMap(); // place of a chart -> its margins, what they were found for, and where labels ended
let loading = null;
let ruler = null; // measures words

// Plotly, fetched once for the page: by the page itself, or when the first chart is to be drawn.
export function plotly(address) {
  if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const asked = [...document.scripts].find((script) => script.src === address);
    const script = asked ?? document.createElement('script');
    script.addEventListener('load', () => resolve(globalThis.Plotly));
    script.addEventListener('error', () => {
      loading = null;
      script.remove();
      reject(new Error('plotly.js can not be had'));
    });
    if (!address) return void script.dispatchEvent(new Event('error'));
    if (asked) return;
    script.src = address;
    document.head.append(script);
  });
  return loading;
}

// Whether a chart is, or is being, drawn in a place.
export const isDrawn = (plot) => DRAWN.has(plot);

// Draws a chart, a JSON text, unless it is there already; `address` is that of plotly.js.
export async function drawChart(plot, text, { theme, scale, width, height, address }) {
  if (!text || !width || !plot.isConnected) return;
  const now = `${theme} ${scale} ${width} ${height} ${text}`;
  if (DRAWN.get(plot) === now) return;
  DRAWN.set(plot, now);
  delete plot.dataset.drawn;
  const colours = coloursOf(theme);
  const size = `"size":${Math.round(SIZE * scale)}`;
  const { data, layout } = JSON.parse(text.replace(ROLES, (role, digits) => colours[digits]).replace(SIZES, size));
  if (layout.xaxis?.tickvals) thin(layout.xaxis, width);
  shorten(data, layout, width);
  plot.style.height = `${height}px`;
  try {
    const library = globalThis.Plotly ?? (await plotly(address));
    if (DRAWN.get(plot) !== now) return;
    await react(library, plot, data, { ...layout, height, width }, () => DRAWN.get(plot) === now);
    plot.dataset.drawn = theme;
  } catch (error) {
    // Without Plotly there are the tables.
    DRAWN.delete(plot);
    plot.dataset.drawn = 'never';
    plot.closest('figure')?.querySelector('details')?.setAttribute('open', '');
    console.error(error);
  }
}

// Plotly draws a chart twice where its labels are not as wide as before. A chart that is drawn again begins with the margins
// that it has, and Plotly looks for others only where labels do not fit these any more.
async function react(library, plot, data, layout, isWanted) {
  const { width, height, font, xaxis, yaxis } = layout;
  const names = data.map(({ type, name, showlegend }) => [type, name, showlegend]);
  const key = JSON.stringify([width, height, font, xaxis?.title, yaxis?.title, names]);
  const last = MARGINS.get(plot);
  const breadth = breadthOf(layout);
  if (last?.key === key) {
    const margin = { ...last.margin, l: last.margin.l + breadth - last.breadth, autoexpand: false };
    const still = (axis) => ({ ...axis, automargin: false });
    await library.react(plot, data, { ...layout, margin, xaxis: still(xaxis), yaxis: still(yaxis) }, CONFIG);
    if (!isWanted()) return;
    const spare = ends(plot).map((end, side) => last.ends[side] - end);
    if (spare.every((pixels) => pixels >= -SAME && pixels <= SPARE)) return;
  }
  await library.react(plot, data, layout, CONFIG);
  if (!isWanted()) return;
  const { l, r, t, b } = plot._fullLayout._size;
  MARGINS.set(plot, { key, breadth, margin: { l, r, t, b }, ends: ends(plot) });
}

// How broad the names along the vertical axis are, in pixels; 0 where it has none.
function breadthOf({ yaxis, template }) {
  if (yaxis?.type !== 'category' || !yaxis.ticktext) return 0;
  ruler ??= document.createElement('canvas').getContext('2d');
  ruler.font = `${yaxis.tickfont.size}px ${template.layout.font.family}`;
  return Math.max(0, ...yaxis.ticktext.map((name) => ruler.measureText(name).width));
}

// How far the labels of both axes reach to the left, to the right and down, in pixels; more is farther.
function ends(plot) {
  const [x, y] = ['x', 'y'].map((name) => plot.querySelector(`.${name}axislayer-above`).getBBox());
  return [-y.x, x.x + x.width, x.y + x.height];
}

// The colour of each role by its digits, read from the style sheet once for each theme.
function coloursOf(theme) {
  if (!COLOURS.has(theme)) {
    // Of an element of that theme: on its way to paper a dark page is not yet light.
    const sample = document.createElement('div');
    sample.className = 'steerco';
    sample.setAttribute('theme', theme);
    document.body.append(sample);
    const style = getComputedStyle(sample);
    const digits = [...Array(22).keys()].map((role) => String(role + 1).padStart(6, '0'));
    const names = [...digits, '000036', '000038'];
    COLOURS.set(theme, Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--x${name}`).trim()])));
    sample.remove();
  }
  return COLOURS.get(theme);
}

// So many names along an axis as there is room for, the last one among them.
function thin(axis, width) {
  const stride = Math.ceil((axis.tickvals.length * LABEL) / width);
  const stays = (_, index, all) => (all.length - 1 - index) % stride === 0;
  axis.tickvals = axis.tickvals.filter(stays);
  axis.ticktext = axis.ticktext?.filter(stays);
}

// Where the fields of a heat map have no room for their words, they show its signs; what is hovered and the table have the words.
function shorten(data, layout, width) {
  for (const trace of data.filter(({ type, customdata }) => type === 'heatmap' && customdata)) {
    if (width / trace.x.length >= WORDS) continue;
    trace.text = trace.customdata;
    layout.xaxis.tickangle = -90;
  }
}
