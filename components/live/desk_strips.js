// Lines above the picture of who presents: what is not as usual with the stage, and what may be done about it.

import { act, made, moment } from './widgets.js';

// Five seconds of silence grant a wish.
const SILENCE = 5300;
// The author of the median.
const ROOM = 'The room';

export function strips(parent, desk) {
  const box = made('div', 'strips', parent);
  let asked = 0;
  // Takes over; where somebody presents, it is asked for first.
  const take = async () => {
    await desk.drive('take');
    clearTimeout(asked);
    asked = setTimeout(() => desk.desk.driver?.seat !== desk.client.seat && desk.run('take'), SILENCE);
    return '';
  };
  return {
    show() {
      const lines = list(desk, take).filter(Boolean);
      const now = JSON.stringify(lines);
      if (box.dataset.shown === now) return;
      box.dataset.shown = now;
      box.replaceChildren();
      for (const { kind, text, acts = [] } of lines) {
        const line = made('div', `strip ${kind}`, box);
        made('span', 'words', line, text);
        const said = made('span', 'said', line);
        for (const [words, name, more] of acts) {
          const button = made('button', 'small', line, words);
          button.type = 'button';
          button.addEventListener('click', () => act(button, said, () => (name === 'take' ? take() : desk.drive(name, more))));
        }
      }
    },
  };
}

function list({ stage, desk, client }) {
  if (stage.state !== 'open') return [];
  const isDriver = desk.driver?.seat === client.seat;
  const at = stage.scene ? `scene ${stage.scene.number}` : 'its page';
  return [
    !isDriver && desk.wants?.seat !== client.seat && {
      kind: 'driver', text: desk.driver ? `${desk.driver.name} is presenting.` : 'Nobody is presenting.', acts: [['Take over', 'take']],
    },
    !isDriver && desk.wants?.seat === client.seat && { kind: 'driver', text: `${desk.driver?.name} is asked. In five seconds it is yours.` },
    isDriver && desk.wants && { kind: 'driver', text: `${desk.wants.name} asks to take over.`, acts: [['Hand over', 'give'], ['Keep', 'keep']] },
    stage.held && { kind: 'held', text: `The audience stays at ${at}; you look ahead.`, acts: [['Let it follow', 'hold', { on: false }]] },
    stage.blank && { kind: 'blank', text: 'Blank: the audience sees nothing.', acts: [['Show again', 'blank', { on: false }]] },
    stage.recorded && {
      kind: 'recorded', text: `Recording of ${moment(stage.recorded)}, not live.`, acts: [['Back to live', 'recorded', { on: false }]],
    },
    stage.page && !stage.held && { kind: 'page', text: 'A page of the app is on stage.', acts: [['Take off stage', 'off']] },
    stage.author && { kind: 'author', text: stage.author === ROOM ? 'The room’s median is on stage.' : `Assumptions of ${stage.author} are on stage.` },
    stage.question && { kind: 'put', text: `${stage.question.name ? `${stage.question.name}: ` : ''}${stage.question.text}`, acts: [['Take off stage', 'question', { id: '' }]] },
    desk.edited && { kind: 'newer', text: 'The storyboard was edited meanwhile. This goes on with the one that it began with.' },
    desk.behind && { kind: 'newer', text: 'There is newer data than the meeting shows.', acts: [['Show the newest', 'renew']] },
  ];
}
