// Hands over what is typed into the dossier's text field once nothing was typed for a moment. Streamlit's field does so
// when it is left, and on Ctrl+Enter, so this presses those keys for its writer. What is typed meanwhile stays.

const FIELD = '[class*="st-key-edit-text"] textarea';
// Milliseconds without a key.
const REST = 400;
const STOP = Symbol.for('steerco.typing_rest');

export default function () {
  // A change of theme calls this again without ending the one before.
  document[STOP]?.();
  let timer = 0;

  const hand = (field) => {
    if (!field.isConnected) return;
    const keys = { key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent('keydown', keys));
  };

  const heard = (event) => {
    const field = event.target;
    clearTimeout(timer);
    // A sign that is put together from several keys is not there before the last of them.
    if (!(field instanceof Element) || !field.matches(FIELD) || event.isComposing) return;
    timer = setTimeout(() => hand(field), REST);
  };

  document.addEventListener('input', heard, true);
  document.addEventListener('compositionend', heard, true);
  document[STOP] = () => {
    clearTimeout(timer);
    document.removeEventListener('input', heard, true);
    document.removeEventListener('compositionend', heard, true);
  };
  return document[STOP];
}
