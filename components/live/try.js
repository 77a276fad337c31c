// One's own assumptions, tried without disturbing anybody: the picture of the stage with other drivers, what that changes, how
// far the stage has gone on meanwhile, and handing the assumptions to the presenter.

import { slider, stand } from './drivers.js';
import { at, plotly } from './joining.js';
import { StageView } from './stage.js';
import { act, closeButton, count, made, say, tell } from './widgets.js';

export class TryPanel {
  isOpen = false;
  hash = '';
  #from = null; // the stage message that this began with
  #values = {};
  #asked = 0;
  #sliders = null;

  // `room(element)` says how high a picture may be; `leave()` goes back to the stage.
  constructor(client, host, { room, leave }) {
    Object.assign(this, { client, host, leave });
    const strip = made('div', 'strip mine', host);
    this.headline = made('p', 'words', strip);
    this.headline.setAttribute('role', 'status');
    const hand = pressed('quiet', strip, 'Hand back', () => this.#handBack());
    hand.title = 'Give these assumptions to the presenter, who may put them on stage';
    this.back = pressed('primary', strip, 'Back to the stage', () => this.leave());
    this.said = made('p', 'reply', host);
    this.said.setAttribute('role', 'status');
    // The style of sliders is that of a picture's.
    const around = made('steerco-picture', 'levers', host);
    this.levers = made('div', 'sliders', made('div', 'drivers', around));
    this.picture = made('steerco-picture', '', host);
    this.picture.setAttribute('stage', '');
    this.picture.setAttribute('can', 'ask');
    this.picture.setAttribute('plotly', plotly());
    const hands = { released: (values, names) => this.#released(values, names) };
    this.view = new StageView(this.picture, { room: () => room(this.picture), hands });
  }

  async open(stage) {
    this.#from = stage;
    this.#values = { ...stage.drivers };
    this.#sliders = null;
    const answer = await this.#fetch();
    this.isOpen = true;
    this.host.hidden = false;
    document.body.classList.add('trying');
    at('try').setAttribute('aria-pressed', 'true');
    this.#show(answer, true);
    this.hear(stage);
    scrollTo(0, 0);
  }

  close() {
    this.isOpen = false;
    this.#asked += 1;
    this.host.hidden = true;
    document.body.classList.remove('trying');
    at('try').setAttribute('aria-pressed', 'false');
  }

  // What is on stage meanwhile.
  hear(stage) {
    if (!this.isOpen) return;
    const [here, there] = [this.#from.scene?.number, stage.scene?.number];
    const isSame = here === there && this.#from.page === stage.page;
    const behind = here && there ? there - here : 0;
    say(this.back, isSame ? 'Back to the stage' : behind > 0 ? `${count(behind, 'scene')} behind · rejoin` : 'Stage has moved · rejoin');
    this.back.classList.toggle('behind', !isSame);
  }

  async #fetch() {
    const { scene, page } = this.#from;
    const where = scene ? { scene: scene.id } : { page };
    const answer = await this.client.get(`try?${new URLSearchParams({ ...where, ...this.#values })}`);
    return { ...answer, picture: await this.client.picture(answer) };
  }

  async #released(values, names = Object.keys(values)) {
    for (const name of names) delete this.#values[name];
    Object.assign(this.#values, values);
    const mine = ++this.#asked;
    this.picture.toggleAttribute('waiting', true);
    try {
      const answer = await this.#fetch();
      if (mine === this.#asked) this.#show(answer);
    } catch (refusal) {
      if (mine === this.#asked) tell(this.said, refusal.message, true);
    } finally {
      if (mine === this.#asked) this.picture.toggleAttribute('waiting', false);
    }
  }

  #show({ picture, headline, drivers }, isAnother = false) {
    tell(this.said, '');
    this.hash = picture.hash;
    const hasOwn = Object.keys(picture.models ?? {}).length > 0;
    this.levers.closest('steerco-picture').hidden = hasOwn || !drivers?.length;
    if (!hasOwn && drivers) this.#place(drivers);
    this.view.show(picture, { isAnother, isPage: !this.#from.scene });
    say(this.headline, said(headline));
  }

  // Sliders for a picture that has none of its own. Those that are there stay where the finger has them.
  #place(drivers) {
    if (this.#sliders) return;
    this.levers.replaceChildren();
    const terms = {
      stops: Object.fromEntries(drivers.map(({ name, stops }) => [name, stops])),
      stands: Object.fromEntries(drivers.map(({ name, stands }) => [name, stands])),
    };
    const standing = Object.fromEntries(drivers.map(({ name, value }) => [name, value]));
    let timer = 0;
    const hand = {
      moved: (name, index) => {
        standing[name] = terms.stops[name][index];
        show(name);
      },
      released: (wait) => {
        clearTimeout(timer);
        timer = setTimeout(() => this.#released({ ...standing }), wait);
      },
    };
    this.#sliders = Object.fromEntries(drivers.map((lever) => [lever.name, { lever, parts: slider(this.levers, lever, hand) }]));
    const show = (name) => stand(this.#sliders[name].parts, this.#sliders[name].lever, terms, standing[name]);
    drivers.forEach(({ name }) => show(name));
  }

  #handBack() {
    const dialog = at('handback');
    dialog.replaceChildren();
    const head = made('div', 'sheet-head', dialog);
    made('h2', '', head, 'Hand back your assumptions').id = 'handback-title';
    closeButton(head, dialog);
    const form = made('form', '', dialog);
    made('p', '', form, this.headline.textContent);
    const label = made('label', '', form);
    made('span', '', label, 'Your name, which stands beside them on stage');
    const name = made('input', '', label);
    Object.assign(name, { type: 'text', maxLength: 80, value: this.client.me.role === 'guest' ? '' : this.client.me.name, autocomplete: 'name' });
    const button = made('button', 'primary', form, 'Hand back');
    const told = made('p', 'reply', form);
    told.setAttribute('role', 'status');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!name.value.trim()) return tell(told, 'Write your name first.', true);
      act(button, told, async () => {
        await this.client.post('handbacks', { values: this.#values, name: name.value.trim() });
        // A vote may open meanwhile: nothing lies over the page that need not.
        dialog.close();
        tell(this.said, 'Handed to the presenter, who may put it on stage with your name.');
        return '';
      });
    });
    dialog.showModal();
  }
}

// "Your assumptions: NPV 3.1M; on stage 4.9M".
function said(headline) {
  const parts = headline.map(({ label, own, stage }) => (own === stage ? `${label} ${own}, as on stage` : `${label} ${own}; on stage ${stage}`));
  return parts.length ? `Your assumptions: ${parts.join(' · ')}` : 'Your assumptions change nothing in this picture.';
}

function pressed(name, parent, label, work) {
  const button = made('button', name, parent, label);
  button.type = 'button';
  button.addEventListener('click', work);
  return button;
}
