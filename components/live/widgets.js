// Small parts of the audience's pages: elements, icons, dates, and an action with its button and what came of it. Whatever
// somebody wrote becomes text here, never markup.

const SVG = 'http://www.w3.org/2000/svg';
// What stands within each icon, 16 by 16.
const ICONS = {
  check: 'M2.5 8.5 6.2 12 13.5 4',
  clock: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1M8 4v4l2.6 1.8',
  person: 'M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6M2.5 14.5c.4-3 2.6-4.5 5.5-4.5s5.1 1.5 5.5 4.5',
  question: 'M2 2.5h12v8.5H7.5L4 14v-3H2zM5 5.5h6M5 8h4',
  signal: 'M8 1.6 15 14H1zM8 6v4M8 11.6v.9',
  up: 'M8 13.5v-11M3.5 7 8 2.5 12.5 7',
};
const PAUSE = 4000; // milliseconds for which a quiet confirmation stays

export function made(tag, name, parent, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

export function icon(name, parent) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(drawn('path', { d: ICONS[name] }));
  parent?.append(svg);
  return svg;
}

export function drawn(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent?.append(element);
  return element;
}

// Changes a text only where it is another one, so that nothing is read aloud twice.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Does something for a button, which can't be pressed meanwhile; `said` shows what came of it: the sentence that `work` gives
// once the server has answered, or why it could not be done. Says whether it was done.
export async function act(button, said, work) {
  if (button.getAttribute('aria-disabled') === 'true') return false;
  button.setAttribute('aria-disabled', 'true');
  said.classList.remove('wrong');
  try {
    tell(said, (await work()) ?? '');
    return true;
  } catch (error) {
    tell(said, error.message, true);
    return false;
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

export function tell(said, sentence, isWrong = false) {
  said.classList.toggle('wrong', isWrong);
  said.textContent = sentence;
}

// Has what was said go after a while, where nothing else has been said since.
export function fade(said) {
  const sentence = said.textContent;
  setTimeout(() => said.textContent === sentence && tell(said, ''), said.classList.contains('wrong') ? 2 * PAUSE : PAUSE);
}

export function closeButton(parent, dialog) {
  const button = made('button', 'close', parent, 'Close');
  button.type = 'button';
  button.addEventListener('click', () => dialog.close());
}

export const count = (number, word, many = `${word}s`) => `${number} ${number === 1 ? word : many}`;

// 3 December 2026; what is not a date stays as it is.
export function day(text) {
  const date = new Date(`${String(text).slice(0, 10)}T12:00:00`);
  return isNaN(date) ? text : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}

// 28 November 2026, 15:50 in the time of this place.
export function moment(text) {
  const date = new Date(text);
  if (isNaN(date)) return text;
  return `${day(text)}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}
