// Records a microphone into this browser for one run, in pieces of about a second. A piece belongs to one scene.

import { openStore } from './voice_store.js';

// Samples a second are as near to this as a whole part of the microphone's own rate allows; frames of a piece.
const [RATE, PIECE] = [16_000, 20];
// As it is: what makes speech even would leave nothing to measure.
const SOUND = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const GOES_ON = 'The rehearsal goes on.';
const INSECURE = 'Voice can be recorded only over https, or on this computer itself (http://localhost).';
const ELSEWHERE = 'Another tab of this browser records this run already.';
const GONE = `The microphone has gone. What was recorded until then is kept. ${GOES_ON}`;
const REFUSED = {
  NotAllowedError: `This page may not use the microphone. Allow it beside the address, then press again. ${GOES_ON}`,
  NotFoundError: `No microphone was found. Connect one, then press again. ${GOES_ON}`,
  NotReadableError: `Another program has the microphone. Close it, then press again. ${GOES_ON}`,
};
const OTHERWISE = `The microphone gives nothing. Connect another one, then press again. ${GOES_ON}`;

// Holds a name in all tabs of this browser; gives what lets go of it, or null where another tab has it.
const hold = (name) =>
  new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? new Promise(resolve) : resolve(null)));
  });

export class Recorder {
  pieces = [];
  #frames = [];
  #scene = '';
  #work = Promise.resolve();
  #free = null;
  #stream = null;
  #context = null;

  // `heard(level)` is called for every frame, `cut()` when a piece is written, `broken(sentence)` where it can't go on.
  constructor(run, { heard, cut, broken }) {
    Object.assign(this, { run, heard, cut, broken });
  }

  // Begins, or goes on with what this browser has of the run. Throws an Error with a sentence.
  async start(scene) {
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(INSECURE);
    this.#scene = scene;
    try {
      this.#free = await hold(`steerco-voice ${this.run}`);
      if (!this.#free) throw new Error(ELSEWHERE);
      this.store = await openStore();
      this.pieces = await this.store.pieces(this.run);
      await this.#listen();
    } catch (error) {
      await this.stop();
      throw error instanceof DOMException ? new Error(OTHERWISE) : error;
    }
  }

  // What comes from now on belongs to another scene.
  enter(scene) {
    if (scene === this.#scene) return;
    this.#write();
    this.#scene = scene;
  }

  // Ends it; returns when all is written.
  async stop() {
    if (this.node) this.node.port.onmessage = null;
    this.#write();
    this.#stream?.getTracks().forEach((track) => track.stop());
    await this.#context?.close().catch(() => {});
    this.#context = null;
    await this.#work;
    this.#free?.();
  }

  // Writes what there is of a piece, before the page goes.
  flush() {
    this.#write();
  }

  async #listen() {
    const asked = navigator.mediaDevices.getUserMedia({ audio: SOUND });
    this.#stream = await asked.catch(({ name }) => Promise.reject(new Error(REFUSED[name] ?? OTHERWISE)));
    const [track] = this.#stream.getTracks();
    track.addEventListener('ended', () => this.broken(GONE));
    this.#context = new AudioContext();
    await this.#context.audioWorklet.addModule(new URL('live/voice_tap.js', document.baseURI));
    const every = Math.max(Math.round(this.#context.sampleRate / RATE), 1);
    this.part = (this.pieces.at(-1)?.part ?? 0) + 1;
    this.rate = Math.round(this.#context.sampleRate / every);
    const options = { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit', processorOptions: { every } };
    this.node = new AudioWorkletNode(this.#context, 'steerco-tap', options);
    this.node.port.onmessage = ({ data }) => this.#take(data);
    this.#context.createMediaStreamSource(this.#stream).connect(this.node);
    await this.#context.resume();
  }

  #take(frame) {
    this.#frames.push(frame);
    this.heard(frame.level);
    if (this.#frames.length >= PIECE) this.#write();
  }

  #write() {
    const frames = this.#frames.splice(0);
    if (!frames.length) return;
    const { run, part, rate } = this;
    const levels = frames.map(({ level }) => Math.round(level * 10) / 10);
    const number = (this.pieces.at(-1)?.number ?? 0) + 1;
    const piece = { run, number, part, rate, levels, scene: this.#scene, at: Date.now() };
    const sound = new Int16Array(frames.reduce((sum, { samples }) => sum + samples.length, 0));
    frames.reduce((at, { samples }) => (sound.set(samples, at), at + samples.length), 0);
    this.pieces.push(piece);
    this.#work = this.store.add(piece, sound.buffer).then(this.cut, (error) => this.broken(error.message));
  }
}
