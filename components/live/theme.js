// The theme of pictures on a page of Streamlit: light or dark, as what is around them.

let watched = null;

// Has the pictures of a host be as what is around them.
export function setTheme(host) {
  const theme = isDark(host) ? 'dark' : 'light';
  if (host.getAttribute('theme') === theme) return;
  host.setAttribute('theme', theme);
  host.querySelectorAll('steerco-picture').forEach((picture) => picture.repaint?.());
}

// Streamlit may call before its own colours have changed: its outermost element tells when they have.
export function watchTheme() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app === watched) return;
  watched = app;
  const follow = () => document.querySelectorAll('.steerco').forEach(setTheme);
  new MutationObserver(follow).observe(app, { attributeFilter: ['class'] });
}

// Whether the theme around a host is a dark one.
function isDark(host) {
  const [red, green, blue] = getComputedStyle(host.parentElement).color.match(/[\d.]+/g).map(Number);
  return red + green + blue > 384;
}
