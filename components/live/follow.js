// The page of somebody who follows a meeting: what is on stage, and what this person may do about it.

import { at, chooseTheme, cover, join, numbered, outside, plotly } from './joining.js';
import { showFoot, showNotes } from './notes.js';
import { numberCard } from './number.js';
import { questionPanel } from './questions.js';
import { StageView } from './stage.js';
import { TryPanel } from './try.js';
import { saveReceipt, voteCard } from './vote.js';
import { act, closeButton, fade, made, say } from './widgets.js';

const EDGE = 20; // pixels that stay free below a picture
const KEPT = 'Noted. The presenter sees how many, not who.';
// Milliseconds after which the button can be pressed again for the same scene.
const QUIET = 3000;
// Milliseconds after which a picture that was not to be had is asked for again.
const AGAIN = 3000;

chooseTheme(at('theme'));
const client = await join();
if (client) follow(client);

function follow(client) {
  const picture = at('picture');
  picture.setAttribute('plotly', plotly());
  const view = new StageView(picture, { room: () => roomBelow(picture) });
  const own = new TryPanel(client, at('own'), { room: roomBelow, leave: () => toStage() });
  const page = { stage: null, isShown: false };
  say(at('title'), client.meeting.title);
  offer(client, page, own);
  questionPanel(client, at('questions'), at('ask'), at('waiting'), () => page.stage);
  const cards = [voteCard(client, at('cards')), numberCard(client, at('cards'))];
  askFigures(client, picture, () => page.stage.hash);
  askFigures(client, at('own'), () => own.hash);

  const toStage = () => {
    own.close();
    show(page.stage);
    picture.querySelector('h1')?.focus({ preventScroll: true });
  };

  const show = async (stage) => {
    const before = page.stage;
    page.stage = stage;
    own.hear(stage);
    head(stage);
    const closed = outside(client, stage) ?? (stage.blank && ['A short pause', 'The presenter has blanked the screen.']);
    if (closed) {
      const [title, sentence, , more] = closed;
      cover(title, sentence, stage.state === 'closed' ? [['Save my receipt', () => saveReceipt(client)]] : [], more);
      document.body.classList.toggle('over', stage.state !== 'open');
      return;
    }
    document.body.classList.remove('over');
    // What is held back is not shown: the picture that is there stays.
    if (stage.held && page.isShown) return cover();
    const shown = stage.hash ? await client.picture(stage).catch((error) => error) : new Error('Nothing is on stage yet.');
    // Meanwhile something newer may have come.
    if (page.stage !== stage) return;
    if (shown instanceof Error) {
      setTimeout(() => page.stage === stage && show(stage), AGAIN);
      return void (page.isShown || cover('One moment', shown.message));
    }
    cover();
    showNotes(at('notes'), stage);
    const isAnother = placeOf(before) !== placeOf(stage);
    view.show(shown, { spot: stage.spotlight, isAnother, isPage: !stage.scene, query: stage.query });
    showFoot(at('foot'), stage.foot);
    page.isShown = true;
    if (isAnother && before && !own.isOpen) scrollTo(0, 0);
    if (isAnother) say(at('announced'), `${numbered(stage)}. ${picture.querySelector('h1')?.textContent ?? ''}`);
  };

  client.addEventListener('stage', ({ detail }) => show(detail));
  client.addEventListener('move', ({ detail }) => page.stage?.held || view.move(detail.values));
  client.addEventListener('room', ({ detail }) => cards.forEach((card) => card.show(detail)));
  client.start();
}

const placeOf = (stage) => stage && `${stage.scene?.id ?? ''} ${stage.page}`;

function head(stage) {
  say(at('number'), stage.state === 'open' ? numbered(stage) : '');
}

function offer(client, page, own) {
  const [ask, missed, attempt] = [at('ask'), at('moment'), at('try')];
  ask.hidden = !client.may('ask');
  attempt.hidden = !client.may('try');
  missed.hidden = !client.may('mark');
  document.querySelector('.actions').hidden = false;
  missed.addEventListener('click', async () => {
    const isDone = await act(missed, at('said'), () => client.post('moments').then(() => KEPT));
    fade(at('said'));
    if (!isDone) return;
    missed.setAttribute('aria-disabled', 'true');
    setTimeout(() => missed.removeAttribute('aria-disabled'), QUIET);
  });
  attempt.addEventListener('click', async () => {
    if (own.isOpen) return own.leave();
    if (!page.isShown) return;
    await act(attempt, at('said'), () => own.open(page.stage));
    fade(at('said'));
  });
}

// The answer to a question about a figure, in a dialog.
function askFigures(client, host, hash) {
  const dialog = at('figure');
  host.addEventListener('steerco-ask', async ({ detail }) => {
    dialog.replaceChildren();
    const head = made('div', 'sheet-head', dialog);
    const title = made('h2', '', head, detail.name || 'Figure');
    title.id = 'figure-title';
    closeButton(head, dialog);
    const body = made('steerco-picture', '', dialog);
    const said = made('p', 'reply', dialog, 'Asking…');
    said.setAttribute('role', 'status');
    dialog.showModal();
    await act(dialog, said, async () => {
      const { title: name, markup } = await client.get(`figure?${new URLSearchParams({ frame: hash(), id: detail.id })}`);
      say(title, name || detail.name);
      body.show({ markup, charts: {} });
      const sheet = made('button', 'quiet', dialog, 'Sheet for auditors');
      sheet.addEventListener('click', () => saveSheet(client, dialog, said, hash(), detail.id));
    });
    dialog.removeAttribute('aria-disabled');
  });
}

// Saves the figure's IPE sheet as a file that opens offline and prints.
async function saveSheet(client, dialog, said, frame, id) {
  await act(dialog, said, async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await client.file(`ipe?${new URLSearchParams({ frame, id })}`));
    link.download = `ipe-${client.meeting.case}-${id.replace(/[^\w]+/g, '-')}.html`;
    link.click();
    return `Saved as ${link.download}. It opens without a network, and prints.`;
  });
  dialog.removeAttribute('aria-disabled');
}

// How high a picture may be: what is left of the screen below its top.
function roomBelow(element) {
  return innerHeight - element.getBoundingClientRect().top - scrollY - at('foot').offsetHeight - EDGE;
}
