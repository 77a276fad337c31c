// Before somebody has signed in by a provider: keeps the page that was asked for, and hands the ticket of a sign-in to the
// page that exchanges it (enter.js).

export default function signIn({ data }) {
  if (data.ticket) location.replace(new URL(`enter#${data.ticket}`, document.baseURI));
  else sessionStorage.setItem('steerco-asked', location.pathname + location.search);
}
