// What lies beside the picture of who presents, by name: its words, how it is built, and how many things wait in it.

import { numberPanel, peoplePanel } from './desk_people.js';
import { handBacks, questionsPanel, waiting } from './desk_questions.js';
import { notesPanel } from './desk_scenes.js';
import { votePanel } from './desk_vote.js';

// `build(panel, desk)` gives what fills the panel from what the desk has heard; `waits(desk)` counts.
export const PANELS = {
  notes: {
    words: 'Notes',
    build: (panel) => {
      const fill = notesPanel(panel);
      return ({ desk }) => fill(desk);
    },
  },
  questions: {
    words: 'Questions',
    build: (panel, { client, drive }) => {
      const backs = handBacks(panel, drive);
      const questions = questionsPanel(client, panel, drive);
      return ({ desk, stage, room }) => {
        backs(desk, stage.author);
        if (room) questions(room, stage.question?.id);
      };
    },
    waits: ({ room, desk }) => (room ? waiting(room) + desk.handbacks.length : 0),
  },
  vote: {
    words: 'Vote',
    build: (panel, { client, data }) => {
      const fill = votePanel(client, panel, data.decisions);
      return ({ room, desk }) => room && fill(room.vote, desk);
    },
    waits: ({ room }) => (room?.vote?.state === 'open' ? room.vote.voted : 0),
  },
  number: {
    words: 'Number',
    build: (panel, { client, data, drive }) => {
      const fill = numberPanel(client, panel, data.drivers, drive);
      return ({ room }) => room && fill(room);
    },
  },
  people: {
    words: 'People',
    build: (panel, desk) => {
      const fill = peoplePanel(panel, desk.data, desk);
      return ({ room, desk: told, stage }) => room && fill(told, room.present, stage);
    },
  },
};
