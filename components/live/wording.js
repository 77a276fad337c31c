// Figures as steering/formatting.py and steering/frames/roi/tiles.py write them; a test holds both together.

export const ABSENT = '–';
const MINUS = '−';

export function money(amount, currency) {
  for (const [limit, divisor, suffix] of [[999950000, 1e9, 'B'], [999500, 1e6, 'M'], [10000, 1e3, 'k']]) {
    if (Math.abs(amount) >= limit) {
      const places = suffix === 'k' ? 0 : 1;
      return `${sign(amount / divisor, places)}${currency} ${plain(amount / divisor, places)}${suffix}`;
    }
  }
  return `${sign(amount, 0)}${currency} ${plain(amount, 0)}`;
}

export function share(value) {
  if (Math.abs(value) >= 10) return `${number(value, 0)}×`;
  return `${number(value * 100, Math.abs(value) >= 1 ? 0 : 1)}%`;
}

export function months(value) {
  const said = number(value, 1).replace(/\.0$/, '');
  return `${said} ${said === '1' ? 'month' : 'months'}`;
}

export const number = (value, places) => sign(value, places) + plain(value, places);

const sign = (value, places) => (Number(rounded(value, places)) < 0 ? MINUS : '');
const plain = (value, places) => rounded(Math.abs(value), places).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

// Rounded as Python rounds: an exact half goes to the even digit. `toFixed` works on the exact value, but takes halves up.
function rounded(value, places) {
  const found = value.toFixed(places);
  const half = new RegExp(`\\.\\d{${places}}50*$`).test(value.toFixed(Math.min(places + 60, 100)));
  if (!half || '02468'.includes(found.at(-1))) return found;
  return (Number(found) - Math.sign(value) * 10 ** -places).toFixed(places);
}
