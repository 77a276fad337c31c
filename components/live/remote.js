// A phone as a remote: next, back and hold for a thumb, the frame as it is on stage, notes, clock and pace. It can neither begin
// nor end a meeting.

import { elapsed, pace, time, written } from './clock.js';
import { pace as stand } from './desk_clock.js';
import { cure } from './desk_late.js';
import { at, chooseTheme, cover, join, numbered, outside, plotly } from './joining.js';
import { StageView } from './stage.js';
import { act, fade, say } from './widgets.js';

const SECOND = 1000;
const HELD = 'Held: the audience stays where it is.';

chooseTheme();
const client = await join();
if (client) hold(client);

function hold(client) {
  const picture = at('picture');
  picture.setAttribute('plotly', plotly());
  const view = new StageView(picture);
  const page = { stage: null, desk: null, offset: 0 };
  const send = async (button, action) => {
    const isDone = await act(button, at('said'), async () => {
      // Whoever has not yet seen where the stage is by now moves nothing.
      await client.post('stage', { seen: page.stage?.version ?? 0, ...action });
    });
    if (!isDone) fade(at('said'));
  };
  at('back').addEventListener('click', () => send(at('back'), { do: 'back' }));
  at('forward').addEventListener('click', () => send(at('forward'), { do: 'next' }));
  at('hold').addEventListener('click', () => send(at('hold'), { do: 'hold', on: !page.stage?.held }));
  picture.addEventListener('click', (event) => {
    const block = event.target.closest('[data-place]');
    if (!block || !client.may('point')) return;
    const isLit = page.stage?.spotlight === block.dataset.place;
    send(at('view'), { do: 'spotlight', block: isLit ? '' : block.dataset.place });
  });

  const show = async (stage) => {
    const before = page.stage;
    page.stage = stage;
    say(at('number'), stage.state === 'open' ? numbered(stage) : '');
    at('hold').setAttribute('aria-pressed', String(Boolean(stage.held)));
    const closed = outside(client, stage);
    if (closed) return cover(...closed);
    const shown = stage.hash ? await client.picture(stage).catch(() => null) : null;
    if (page.stage !== stage || !shown) return;
    cover();
    const isAnother = before?.scene?.id !== stage.scene?.id || before?.page !== stage.page;
    view.show(shown, { spot: stage.spotlight, isAnother, isPage: !stage.scene, query: stage.query });
    say(at('hint'), stage.held ? HELD : stage.blank ? 'The screen is blank.' : 'Tap a block to light it up for all; tap it again to let it go.');
  };

  client.addEventListener('stage', ({ detail }) => show(detail));
  client.addEventListener('move', ({ detail }) => page.stage?.held || view.move(detail.values));
  client.addEventListener('desk', ({ detail }) => {
    page.desk = detail;
    page.offset = detail.clock.now - Date.now();
    say(at('words'), detail.notes || '');
    say(at('fallback'), detail.fallback ? `If it fails: ${detail.fallback}` : '');
    say(at('next'), detail.next ? `Next: ${detail.next.message}` : 'This is the last scene.');
    tick(page);
  });
  setInterval(() => tick(page), SECOND);
  client.start();
}

// The clock is the server's: that of a phone may be another one.
function tick({ desk, offset }) {
  if (!desk) return;
  const now = Date.now() + offset;
  const gone = elapsed(desk.clock, now);
  const { words, state, ends } = pace(desk.clock, now);
  say(at('clock'), gone === null ? '' : written(gone));
  say(at('pace'), ends ? `${words} · leave now, finish ${time(ends)}` : words);
  at('pace').dataset.state = state;
  const sentence = gone === null || desk.state !== 'open' ? '' : cure(stand(desk.clock, now), desk.late);
  say(at('cure'), sentence);
  at('cure').hidden = !sentence;
}
