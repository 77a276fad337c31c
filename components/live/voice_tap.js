// In the browser's audio thread: makes frames of a microphone's sound, each with its level, for whoever recorded it to keep.
// `every`: how many samples of the microphone become one.

import { FRAME, level } from './voice_levels.js';

class Tap extends AudioWorkletProcessor {
  #every;
  #frame;
  #at = 0;
  #sum = 0;
  #summed = 0;

  constructor({ processorOptions: { every } }) {
    super();
    this.#every = every;
    this.#frame = new Float32Array(Math.round((sampleRate / every) * FRAME));
  }

  process([[channel = []]]) {
    for (const sample of channel) {
      this.#sum += sample;
      this.#summed += 1;
      if (this.#summed === this.#every) this.#take(this.#sum / this.#every);
    }
    return true;
  }

  #take(sample) {
    [this.#sum, this.#summed] = [0, 0];
    this.#frame[this.#at] = sample;
    this.#at += 1;
    if (this.#at < this.#frame.length) return;
    this.#at = 0;
    const samples = Int16Array.from(this.#frame, (each) => Math.max(-1, Math.min(1, each)) * 32767);
    this.port.postMessage({ samples, level: level(this.#frame) }, [samples.buffer]);
  }
}

registerProcessor('steerco-tap', Tap);
