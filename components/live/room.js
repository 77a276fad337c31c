// The screen of a room: the picture on stage as large as it can be, the way for others to follow, and what the room decides.

import { at, chooseTheme, cover, join, outside, plotly } from './joining.js';
import { given, spread } from './number.js';
import { showFoot, showNotes } from './notes.js';
import { Recordings } from './recordings.js';
import { StageView } from './stage.js';
import { ruleOf, turnout } from './vote.js';
import { count, made, say } from './widgets.js';

// How small type may become where a vote takes its part of the screen.
const SMALLEST = 0.8;
// Milliseconds after which a picture that was not to be had is asked for again.
const AGAIN = 3000;
const AWAY = 'Connection lost. This is the last that was live.';
const KEYS = 'The page keys go through the recordings.';

chooseTheme();
const client = await join();
if (client) show(client);

function show(client) {
  const picture = at('picture');
  picture.setAttribute('plotly', plotly());
  const box = at('view');
  const view = new StageView(picture, { room: () => box.clientHeight, least: SMALLEST });
  const page = { stage: null, isShown: false, away: [] };
  const recordings = new Recordings(client, {
    show: (recording, mark) => {
      cover();
      document.body.classList.remove('dark');
      showNotes(at('notes'), {}, [['recorded', 'clock', mark]]);
      view.show(recording, { isAnother: true });
    },
    away: (isAway, known) => {
      if (!isAway) return void (page.stage && stand(page.stage));
      showNotes(at('notes'), page.stage ?? {}, [['lost', 'signal', known ? `${AWAY} ${KEYS}` : AWAY]]);
    },
  });

  const stand = async (stage) => {
    const before = page.stage;
    page.stage = stage;
    corner(client, stage);
    if (recordings.isAway) return;
    const closed = outside(client, stage) ?? (stage.blank && ['\u00a0', '']);
    document.body.classList.toggle('dark', Boolean(stage.blank));
    if (closed) return cover(closed[0], closed[1]);
    // What is held back is not shown: the picture that is there stays.
    if (stage.held && page.isShown) return cover();
    const shown = stage.hash ? await client.picture(stage).catch(() => null) : null;
    if (page.stage !== stage) return;
    if (!shown) {
      setTimeout(() => page.stage === stage && stand(stage), AGAIN);
      return void (page.isShown || cover('One moment', 'Nothing is on stage yet.'));
    }
    cover();
    showNotes(at('notes'), stage);
    showFoot(at('foot'), stage.foot);
    const isAnother = before?.scene?.id !== stage.scene?.id || before?.page !== stage.page;
    view.show(shown, { spot: stage.spotlight, isAnother, isPage: !stage.scene, query: stage.query });
    page.isShown = true;
    band.turn(stage);
  };

  const band = bandOf(at('band'), page);
  client.addEventListener('stage', ({ detail }) => stand(detail));
  client.addEventListener('move', ({ detail }) => page.stage?.held || view.move(detail.values));
  client.addEventListener('room', ({ detail }) => {
    band.show(detail);
    const open = detail.questions.filter(({ state }) => !['answered', 'parked'].includes(state)).length;
    say(at('asked'), open ? count(open, 'open question') : '');
  });
  client.start();
}

// The code is as large as can be before the start, and stays in a corner then, until the presenter hides it.
function corner(client, stage) {
  const isShown = stage.state === 'planned' || (stage.state === 'open' && stage.corner && !stage.blank);
  const code = at('code');
  if (isShown && !code.src) code.src = client.url('qr.svg');
  at('corner').hidden = !isShown;
  document.body.classList.toggle('cornered', isShown && stage.state === 'open');
}

// The vote while it is open, and its result until the stage goes on; the room's number.
function bandOf(box, page) {
  let room = null;
  let ended = ''; // the vote whose result was shown, and where
  const placeOf = ({ scene, page: name } = {}) => `${scene?.id} ${name}`;
  const open = new Set();
  const draw = () => {
    const { vote, number } = room ?? {};
    if (vote?.state === 'open') open.add(vote.id);
    if (vote?.state === 'closed' && open.delete(vote.id)) ended = `${vote.id} ${placeOf(page.stage ?? {})}`;
    const isResult = vote?.state === 'closed' && ended === `${vote.id} ${placeOf(page.stage ?? {})}`;
    const now = JSON.stringify(number ?? ((vote?.state === 'open' || isResult) && vote));
    if (box.dataset.shown === now) return;
    box.dataset.shown = now;
    box.replaceChildren();
    box.hidden = !number && vote?.state !== 'open' && !isResult;
    if (box.hidden) return;
    const what = made('div', 'what', box);
    if (number) {
      made('p', 'kicker', what, 'The room’s number');
      made('h2', '', what, number.label);
      if (number.spread) spread(made('div', 'spread', box), number);
      else made('p', 'large', box, given(number));
      return;
    }
    made('p', 'kicker', what, isResult ? 'Result of the vote' : vote.secret ? 'Secret vote' : 'Vote');
    made('h2', '', what, vote.question);
    if (!isResult) made('p', 'fine', what, ruleOf(vote));
    made('p', 'large', box, isResult ? vote.words : turnout(vote));
  };
  return {
    show: (message) => {
      room = message;
      draw();
    },
    turn: draw,
  };
}
