// A picture as it is on stage: takes the screen or a column of it, follows the sliders of whoever presents, and lights up
// one block for all.

import { drive, move } from './drivers.js';
import './picture.js';

// The width from which on type grows, how large it becomes, and the width of a phone.
const [GROWS, LARGEST, NARROW] = [1000, 1.7, 640];
// By how much smaller type becomes until a picture fits.
const STEP = 0.1;
const MARKS = ['lit', 'dim'];

// Shows pictures in `element`, a <steerco-picture stage>. `room()` says how many pixels of height there are, null for as many
// as it takes; `least` how small type may become for that. `hands`, if any, makes its sliders usable: { released(values, names), moving(values) }.
export class StageView {
  #hash = '';
  #spot = '';

  constructor(element, { room = () => null, least = 1, hands = null } = {}) {
    Object.assign(this, { element, room, least, hands });
    // The bar above, the cards beside and the screen itself change how much there is.
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(element.parentElement);
    addEventListener('resize', () => this.fit());
  }

  // Shows a picture; another one than before begins at the top, unless it is the same place with other values. A page, unlike a
  // scene, is as long as it is, and has the parts open that its `query` names.
  show(picture, { spot = '', isAnother = false, isPage = false, query = {} } = {}) {
    const { element } = this;
    this.isPage = isPage;
    const asked = JSON.stringify([picture.hash, query]);
    if (picture.hash !== this.#hash) {
      this.#clear();
      element.show({ markup: picture.markup.join('\n'), charts: picture.charts, isAnother });
      this.#hash = picture.hash;
    }
    if (isAnother) element.parentElement.scrollTo(0, 0);
    for (const host of this.#panels()) {
      const { released = () => {}, moving } = this.hands ?? {};
      drive(host, JSON.parse(picture.models[host.dataset.model]), released, moving);
      host.querySelector('.sliders')?.toggleAttribute('inert', !this.hands);
      if (!this.hands) move(host);
    }
    if (asked !== this.asked) for (const [name, value] of Object.entries(query)) element.openPart(name, value);
    this.asked = asked;
    this.light(spot);
    this.fit();
    element.setAttribute('aria-busy', 'false');
  }

  // Has sliders, figures and chart stand where somebody else moves them.
  move(values) {
    for (const host of this.#panels()) move(host, values);
  }

  // Lights up a block or a tile by its id; none for an empty one, and where it is not in the picture.
  light(spot) {
    this.#clear();
    const lit = spot && this.element.querySelector(`[data-place="${CSS.escape(spot)}"]`);
    const isNew = spot !== this.#spot;
    this.#spot = spot;
    if (!lit) return;
    const panel = lit.closest('.tab');
    if (panel) this.element.openPart(panel.closest('[data-tabs]').dataset.tabs, panel.dataset.panel);
    lit.dataset.lit = '';
    for (let at = lit; at !== this.element; at = at.parentElement) {
      for (const beside of at.parentElement.children) if (beside !== at) beside.dataset.dim = '';
    }
    // Who has looked elsewhere since is left there.
    const { top, bottom } = lit.getBoundingClientRect();
    const edge = Math.min(innerHeight, this.element.parentElement.getBoundingClientRect().bottom);
    if (isNew && (top < 0 || bottom > edge)) lit.scrollIntoView({ block: 'center', behavior: isCalm() ? 'auto' : 'smooth' });
  }

  #clear() {
    for (const mark of MARKS) this.element.querySelectorAll(`[data-${mark}]`).forEach((one) => delete one.dataset[mark]);
  }

  // Gives the charts what the rest of the room leaves; on a phone a picture is as long as it is.
  fit() {
    const { element } = this;
    if (!element.clientWidth) return;
    const height = this.isPage || element.clientWidth < NARROW ? null : this.room();
    const now = `${element.clientWidth} ${height} ${this.isPage} ${this.#hash}`;
    if (now === this.fits) return;
    this.fits = now;
    let scale = this.isPage ? 1 : Math.min(Math.max(element.clientWidth / GROWS, 1), LARGEST);
    for (;;) {
      element.style.setProperty('--scale', scale.toFixed(2));
      if (element.fill(height) || scale <= this.least) return;
      scale = Math.max(scale - STEP, this.least);
    }
  }

  #panels() {
    return this.element.querySelectorAll('[data-model]');
  }
}

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
