// The time that a question takes, second by second, and the field for its answer under the hands of who types.
// `data`: `question` changes with each question, `elapsed` and `allowed` are seconds.

// How often the field is looked for, each a tenth of a second after the one before.
const TRIES = 30;

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

export default function ({ data, parentElement }) {
  const face = parentElement.querySelector('.drill-clock');
  const began = performance.now() - 1000 * data.elapsed;

  const tick = () => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    face.textContent = `${clock(seconds)} of ${clock(data.allowed)}`;
    face.classList.toggle('late', seconds > data.allowed);
  };
  tick();
  const timer = setInterval(tick, 1000);
  let tries = face.dataset.question === data.question ? 0 : TRIES;
  face.dataset.question = data.question;
  // Streamlit may draw the field a moment after this. Whoever is somewhere else already stays there.
  const hands = setInterval(() => {
    if (tries-- <= 0) clearInterval(hands);
    else if (document.activeElement === document.body) {
      document.querySelector('.st-key-drill-answer input')?.focus({ preventScroll: true });
    }
  }, 100);
  return () => [timer, hands].forEach(clearInterval);
}
