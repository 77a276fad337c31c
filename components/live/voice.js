// Voice on the desk of a rehearsal: off until switched on. What is recorded stays in this browser; the run is told how loud each
// scene was, and nothing else.

import { stopwatch } from './desk_clock.js';
import { FRAME, measure } from './voice_levels.js';
import { Recorder } from './voice_recorder.js';
import { made, say, tell } from './widgets.js';

// Pieces after which the run is told again; the quietest level that the meter shows; milliseconds between two tries.
const [OFTEN, QUIET, AGAIN] = [15, -60, 4000];
const OFF = 'The recording stays in this browser. The run is told how loud it was, not what you said.';

export function mount(host, client) {
  const box = made('section', 'voice', host);
  box.setAttribute('aria-label', 'Voice');
  const button = made('button', 'quiet', box, 'Record my voice');
  button.type = 'button';
  const meter = Object.assign(made('meter', '', box), { min: QUIET, max: 0, value: QUIET });
  meter.setAttribute('aria-label', 'Loudness');
  const about = made('p', 'fine', box);
  const said = made('p', 'said', box);
  said.setAttribute('role', 'status');

  let recorder = null;
  // Where the presenter is, and whether questions are answered: these belong to no scene.
  let [scene, isPaused] = ['', false];
  let [untold, again, sending] = [0, 0, Promise.resolve()];
  let isOver = false;

  const stand = () => {
    button.ariaPressed = String(Boolean(recorder));
    say(button, recorder ? 'Stop recording' : 'Record my voice');
    meter.hidden = !recorder;
    const frames = recorder?.pieces.reduce((sum, { levels }) => sum + levels.length, 0) ?? 0;
    say(about, recorder ? `${stopwatch((frames * FRAME) / 60)} recorded of this run` : OFF);
  };
  // One after the other; where no server answers, it is tried again.
  const send = (pieces) => {
    untold = 0;
    clearTimeout(again);
    sending = sending.then(async () => {
      const scenes = measure(pieces);
      if (!Object.keys(scenes).length) return;
      await client.post('stage', { do: 'voice', scenes }).catch(({ status }) => {
        const isLost = !status || status >= 500;
        if (isLost && !client.signal.aborted) again = setTimeout(() => send(pieces), AGAIN);
      });
    });
  };
  const stop = async (sentence = '') => {
    const ending = recorder;
    if (!ending) return;
    recorder = null;
    tell(said, sentence, true);
    stand();
    const ended = ending.stop();
    // All that was heard is at hand already.
    send(ending.pieces);
    await ended;
  };
  const start = async () => {
    const fresh = new Recorder(client.meeting.id, {
      heard: (level) => (meter.value = level),
      cut: () => {
        stand();
        untold += 1;
        if (untold >= OFTEN) send(fresh.pieces);
      },
      broken: stop,
    });
    tell(said, '');
    await fresh.start(isPaused ? '' : scene);
    recorder = fresh;
    // Meanwhile the browser has asked, which takes its time.
    if (isOver) return stop();
    enter();
    stand();
  };
  const enter = () => recorder?.enter(isPaused ? '' : scene);

  button.addEventListener('click', async () => {
    button.disabled = true;
    await (recorder ? stop() : start()).catch(({ message }) => tell(said, message, true));
    button.disabled = false;
  });
  client.addEventListener('stage', ({ detail }) => {
    isOver = detail.state === 'closed';
    if (isOver) return stop();
    if (detail.scene && !detail.held) scene = detail.scene.id;
    enter();
  });
  client.addEventListener('desk', ({ detail: { ahead, position, clock } }) => {
    scene = (ahead ?? position).scene || scene;
    isPaused = clock.since_pause !== null;
    enter();
  });
  client.addEventListener('state', ({ detail: { now } }) => {
    if (now === 'out') stop();
  });
  client.signal.addEventListener('abort', () => ((isOver = true), stop()));
  addEventListener('pagehide', () => recorder?.flush(), { signal: client.signal });
  stand();
}
