// The figures of a business case from its terms (steering/roi/browser_model.py) and where its drivers stand: this adds, scales
// and discounts. What the figures mean is defined in steering/finance; a test holds both together.

const NOISE = 1e-12;

// `at` holds a value for each driver: { npv, adjusted, roi, payback, peak, costs, benefits, net, running, total }.
// Money is in the file's unit, payback in months; what does not exist is null.
export function figures(terms, at) {
  const [costs, benefits] = moved(terms, at, [terms.costs, terms.benefits]);
  const [dearer, fewer] = terms.risk_adjusted ? moved(terms, at, terms.risk_adjusted) : [costs, benefits];
  const net = benefits.map((benefit, index) => benefit - (costs[index] ?? 0));
  const running = accumulated(net);
  const due = early(terms, at, net);
  const path = cumulated(terms, costs, benefits, due);
  const spent = total(costs);
  const small = NOISE * net.reduce((sum, value) => sum + Math.abs(value), 0);
  return {
    npv: present(terms, at, costs, benefits, 'amounts'),
    adjusted: present(terms, at, dearer, fewer, 'risk_adjusted'),
    roi: terms.apart && spent > 0 ? (total(benefits) - spent) / spent : null,
    payback: payback(path, small),
    peak: Math.max(0, -Math.min(...path.map(([, sum]) => sum))),
    costs,
    benefits,
    net,
    running,
    total: traced(terms, costs, running, due),
  };
}

// Points of period and running total: upright at the start of a period where something is paid then.
function traced({ accrual }, costs, running, due) {
  const paid = (index) => due[index] - (accrual === 'start_costs' ? costs[index] : 0);
  const upright = accrual === 'start_costs' || due.some((amount) => amount);
  return running.flatMap((value, index) => [[index, value], ...(upright && index + 1 < running.length ? [[index, value + paid(index + 1)]] : [])]);
}

// Net amounts by index that are due at the start of their period, beyond costs that all are: see paid_at_start.
function early(terms, at, net) {
  const due = net.map(() => 0);
  for (const payments of terms.payments.filter(({ due_at_start: sign }) => sign)) {
    const amounts = driven(terms, at, payments.amounts, payments.kind === 'cost' ? terms.cost_drivers : terms.benefit_drivers);
    amounts.forEach((amount, index) => (due[index] += payments.due_at_start * amount));
  }
  return due;
}

function moved(terms, at, [cost, benefit]) {
  if (!terms.apart) return [[], benefit[0].steady];
  return [
    driven(terms, at, cost, terms.cost_drivers),
    driven(terms, at, benefit, terms.benefit_drivers),
  ];
}

// Where a driver stands among its stops; one that has none stands at the only one there is.
export function place(terms, name, value) {
  const stops = terms.stops[name];
  if (!stops) return 0;
  let nearest = 0;
  for (let index = 1; index < stops.length; index += 1) {
    if (Math.abs(stops[index] - value) < Math.abs(stops[nearest] - value)) nearest = index;
  }
  return nearest;
}

// Amounts of the lines of a kind as inputs, pace, factors and delay move them; `parts` are apart by their inputs.
function driven(terms, at, parts, { steady: onSteady, paced: onPaced, is_delayed: isDelayed }) {
  const [onFixed, onAdopted] = [product(at, onSteady), product(at, onPaced)];
  const stop = place(terms, terms.pace, at[terms.pace]);
  const amounts = parts[0].steady.map(() => 0);
  for (const { steady, by_pace, inputs } of parts) {
    const own = inputs.reduce((factor, [name, base]) => (factor * at[name]) / base, 1);
    const paced = by_pace[stop];
    steady.forEach((value, index) => (amounts[index] += own * (onFixed * value + (paced ? onAdopted * paced[index] : 0))));
  }
  return isDelayed ? delayed(amounts, terms.delays[place(terms, terms.delay, at[terms.delay])]) : amounts;
}

function delayed(values, { lump, shares }) {
  const found = values.map(() => 0);
  if (lump < found.length) found[lump] += values[0];
  for (const [later, share] of shares) {
    for (let index = 1; index + later < values.length; index += 1) found[index + later] += share * values[index];
  }
  return found;
}

const product = (at, names) => names.reduce((factor, name) => factor * at[name], 1);
const total = (values) => values.reduce((sum, value) => sum + value, 0);

function accumulated(values) {
  let sum = 0;
  return values.map((value) => (sum += value));
}

// Where lines have a timing of their own, or later years another rate, each part of `payments` is worth something else.
function present(terms, at, costs, benefits, key) {
  const left = (step) => (1 + at[terms.rate]) ** (-step / terms.per_year);
  const worth = (values, steps, shares) =>
    values.reduce((sum, value, index) => sum + value * left(steps[index]) * (shares ? shares[index] : 1), 0);
  if (!terms.payments.length) return worth(benefits, terms.benefit_steps) - worth(costs, terms.cost_steps);
  return terms.payments.reduce((sum, payments) => {
    const isCost = payments.kind === 'cost';
    const amounts = driven(terms, at, payments[key], isCost ? terms.cost_drivers : terms.benefit_drivers);
    return sum + (isCost ? -1 : 1) * worth(amounts, payments.steps, payments.shares);
  }, 0);
}

// Points of month and sum, straight in between: steering/finance/cumulative.py says how flows come within a period.
function cumulated({ accrual, ends }, costs, benefits, due) {
  const points = [];
  let sum = 0;
  const add = (month, amount) => points.push([month, (sum += amount)]);
  ends.forEach((end, index) => {
    if (accrual === 'lumps' && index) add(end, 0);
    add(end, benefits[index] - (index ? due[index] : 0) - (accrual === 'start_costs' && index ? 0 : (costs[index] ?? 0)));
    const next = (due[index + 1] ?? 0) - (accrual === 'start_costs' ? (costs[index + 1] ?? 0) : 0);
    if (next) add(end, next);
  });
  return points;
}

// Months from today at which the cumulative flow rises from below zero for the last time.
function payback(path, small) {
  if (path.at(-1)[1] < -small) return null;
  for (let index = path.length - 1; index > 0; index -= 1) {
    const [[start, before], [end, after]] = [path[index - 1], path[index]];
    if (before < -small) return start + Math.min(-before / (after - before), 1) * (end - start);
  }
  return 0;
}
