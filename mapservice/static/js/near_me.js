// "Near me": the position is asked for only when the button is pressed, and is sent nowhere
// but to this server, as part of the address of the search.

const WAIT_MS = 10_000;
const DECIMALS = 4; // about ten metres: enough to sort by, less than what identifies a door

/** `go(lon, lat)` searches there; `help()` offers other ways to say where one is. */
export function askPosition(button, { go, help }) {
  if (!navigator.geolocation) {
    help();
    return;
  }
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.removeAttribute("aria-busy");
      go(coords.longitude.toFixed(DECIMALS), coords.latitude.toFixed(DECIMALS));
    },
    () => {
      button.removeAttribute("aria-busy");
      help();
    },
    { timeout: WAIT_MS, maximumAge: 60_000 },
  );
}
