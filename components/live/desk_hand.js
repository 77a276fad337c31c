// The presenter's hand on the sliders of the stage: what moves is told at most twenty times a second and in order, and where
// it rests is told until the server has it.

const PAUSE = 50; // milliseconds between two messages on the way
const AGAIN = 1000; // milliseconds until a resting place is told again

export function hand(client, refused) {
  let standing = null; // where all sliders stand
  let isFinal = false;
  let isSending = false;
  let last = 0;

  const send = async () => {
    if (isSending || !standing) return;
    isSending = true;
    while (standing) {
      const wait = isFinal ? 0 : last + PAUSE - performance.now();
      if (wait > 0) await sleep(wait);
      const [values, final] = [standing, isFinal];
      [standing, isFinal] = [null, false];
      last = performance.now();
      try {
        await client.post('stage', { do: 'move', values, final });
      } catch (refusal) {
        // The newer place is told next; without one this is the last, and must not be lost.
        if (refusal.status === 0 && final && !standing) {
          [standing, isFinal] = [values, true];
          await sleep(AGAIN);
        } else if (final) refused(refusal);
      }
    }
    isSending = false;
  };

  let at = null;
  return {
    moving(values) {
      at = standing = values;
      isFinal = false;
      send();
    },
    released(own) {
      standing = at ?? own;
      isFinal = true;
      send();
    },
  };
}

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
