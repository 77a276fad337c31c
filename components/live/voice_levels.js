// How loud a recording was: which part of it somebody spoke in, and the longest silence. It is loudness and no words.
//
// A piece is about a second of a recording: { part, scene, levels }. Its levels are in dB below the loudest possible, one each
// FRAME seconds; `part` counts how often the microphone was switched on; `scene` is empty while questions are answered.

export const FRAME = 0.05;
export const SILENT = -90;
// dB between quiet and loud below which it is all the same, and what speech has at least then.
const [APART, LOUD] = [10, -45];
// Where between quiet and loud speech begins, and between which levels that is in any case.
const [SHARE, LOWEST, HIGHEST] = [0.35, -65, -25];
// Frames: what is shorter is a click, and what is shorter is a pause between two words.
const [CLICK, PAUSE] = [2, 6];

// The level of samples from -1 to 1, without what a cheap microphone adds to all of them.
export function level(samples) {
  let [sum, squares] = [0, 0];
  for (const sample of samples) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / samples.length;
  const power = squares / samples.length - mean * mean;
  return power > 0 ? Math.max(10 * Math.log10(power), SILENT) : SILENT;
}

// The level from which a recording counts as speech: between its own quiet and its own loud moments.
export function findThreshold(levels) {
  const sorted = Float64Array.from(levels).sort();
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? SILENT;
  const [quiet, loud] = [at(0.1), at(0.95)];
  return loud - quiet < APART ? LOUD : Math.min(Math.max(quiet + SHARE * (loud - quiet), LOWEST), HIGHEST);
}

// Whether somebody spoke, frame by frame: without clicks, and through the pauses between words.
export function findSpeech(levels, threshold) {
  const speech = Array.from(levels, (level) => level >= threshold);
  fill(speech, true, CLICK);
  fill(speech, false, PAUSE);
  return speech;
}

// Turns stretches of a value that are shorter than so many frames into the other one; a pause at either end is none.
function fill(frames, value, shortest) {
  for (let [start, end] = [0, 0]; start < frames.length; start = end) {
    while (end < frames.length && frames[end] === frames[start]) end += 1;
    const isInner = start > 0 && end < frames.length;
    if (frames[start] === value && end - start < shortest && (value || isInner)) frames.fill(!value, start, end);
  }
}

// Seconds of each scene: recorded in all, spoken, and the longest silence. Questions are nobody's scene.
export function measure(pieces) {
  const threshold = findThreshold(pieces.flatMap(({ levels }) => [...levels]));
  const scenes = {};
  for (const number of new Set(pieces.map(({ part }) => part))) {
    const part = pieces.filter((piece) => piece.part === number);
    const speech = findSpeech(part.flatMap(({ levels }) => [...levels]), threshold);
    let [at, silence, before] = [0, 0, null];
    for (const { scene, levels } of part) {
      const sums = (scenes[scene] ??= { seconds: 0, speaking: 0, longest_silence: 0 });
      for (const end = at + levels.length; at < end; at += 1) {
        silence = speech[at] ? 0 : scene === before ? silence + 1 : 1;
        before = scene;
        sums.seconds += 1;
        sums.speaking += speech[at];
        sums.longest_silence = Math.max(sums.longest_silence, silence);
      }
    }
  }
  delete scenes[''];
  for (const sums of Object.values(scenes)) for (const name of Object.keys(sums)) sums[name] = inSeconds(sums[name]);
  return scenes;
}

export const inSeconds = (frames) => Math.round(frames * FRAME * 100) / 100;
