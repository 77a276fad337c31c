// A recording as files that any player opens: its sound as WAV, its scenes as chapters in WebVTT.

import { FRAME } from './voice_levels.js';

const HEAD = 44;

// Mono WAV of 16 bits from the samples of pieces; `rate` is theirs in hertz, and where one has another it is stretched.
export function writeWav(sounds, pieces) {
  const rate = pieces[0]?.rate ?? 16_000;
  const samples = sounds.map((sound, index) => stretch(new Int16Array(sound), rate / pieces[index].rate));
  const bytes = samples.reduce((sum, each) => sum + each.byteLength, 0);
  const view = new DataView(new ArrayBuffer(HEAD));
  const text = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, HEAD - 8 + bytes, true);
  text(8, 'WAVEfmt ');
  // 16 bytes follow: plain samples, one channel, rate, bytes a second, bytes and bits a sample.
  [[16, 16, 32], [20, 1, 16], [22, 1, 16], [24, rate, 32], [28, 2 * rate, 32], [32, 2, 16], [34, 16, 16]].forEach(([at, value, bits]) =>
    view[`setUint${bits}`](at, value, true),
  );
  text(36, 'data');
  view.setUint32(40, bytes, true);
  return new Blob([view, ...samples], { type: 'audio/wav' });
}

function stretch(samples, factor) {
  if (factor === 1) return samples;
  return Int16Array.from({ length: Math.round(samples.length * factor) }, (_, index) => samples[Math.floor(index / factor)]);
}

// When each scene was on in the recording, in seconds; pieces of the same scene in a row are one chapter.
export function listChapters(pieces) {
  const chapters = [];
  let at = 0;
  for (const { scene, levels } of pieces) {
    const end = at + levels.length;
    const last = chapters.at(-1);
    if (last?.scene === scene) last.end = end;
    else chapters.push({ scene, start: at, end });
    at = end;
  }
  return chapters.map(({ scene, start, end }) => ({ scene, start: start * FRAME, end: end * FRAME }));
}

// `names` are the titles of chapters by scene.
export function writeChapters(chapters, names) {
  const cues = chapters.map(({ scene, start, end }, index) => `${index + 1}\n${time(start)} --> ${time(end)}\n${cue(names[scene] ?? scene)}\n`);
  return ['WEBVTT\n', ...cues].join('\n');
}

// 00:01:05.250 for 65.25 seconds.
function time(seconds) {
  const thousandths = Math.round(seconds * 1000);
  const part = (unit, size) => String(Math.floor(thousandths / unit) % size).padStart(2, '0');
  return `${part(3_600_000, Infinity)}:${part(60_000, 60)}:${part(1000, 60)}.${String(thousandths % 1000).padStart(3, '0')}`;
}

const cue = (text) => text.replace(/\s+/g, ' ').trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') || '–';
