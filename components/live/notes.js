// What is to be known about the picture on stage: that it is a recording, whose assumptions it shows, a question that is put.

import { icon, made, moment } from './widgets.js';

// Shows the notes of a stage message in `box`; `own` are more of them: [kind, icon, text, name].
export function showNotes(box, stage, own = []) {
  const told = [
    ...own,
    stage.recorded && ['recorded', 'clock', `Recorded ${moment(stage.recorded)}. Not live.`],
    stage.author && ['author', 'person', `Assumptions of ${stage.author}, put on stage.`],
    stage.question && ['question', 'question', stage.question.text, stage.question.name],
  ].filter(Boolean);
  const now = JSON.stringify(told);
  if (box.dataset.shown === now) return;
  box.dataset.shown = now;
  box.replaceChildren();
  for (const [kind, sign, text, by] of told) {
    const line = made('p', `strip ${kind}`, box);
    icon(sign, line);
    made('span', 'words', line, text);
    if (by) made('span', 'by', line, by);
  }
}

// The line of sources is made by the server, like a picture.
export function showFoot(box, markup) {
  const line = box.firstElementChild ?? made('steerco-picture', '', box);
  line.show({ markup: markup ?? '', charts: {} });
}
