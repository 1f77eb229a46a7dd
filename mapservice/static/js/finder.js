// The results page: search without reloading, list and map as two views of one result.
import { getDocument, isAborted } from "./http.js";
import { askPosition } from "./near_me.js";
import { announce, facts, withReadings, word } from "./page.js";
import { wireDialogs } from "./share.js";
import { suggest } from "./suggestions.js";

const WIDE = matchMedia("(min-width: 64rem)");
const root = document.documentElement;
const results = () => document.getElementById("results");
const form = document.getElementById("search");

let venueMap = null;
let starting = null;

/** The map starts when it is seen for the first time: a phone that reads the list pays nothing. */
function startMap() {
  starting ??= (async () => {
    const { VenueMap } = await import("./map.js");
    venueMap = new VenueMap(document.getElementById("map"));
    venueMap.selected = markInList;
    await venueMap.start();
    return venueMap;
  })();
  return starting;
}

function showView(view) {
  root.dataset.view = view;
  const toggle = document.getElementById("view-toggle");
  toggle.dataset.view = view;
  const label = word(view === "map" ? "showList" : "showMap");
  toggle.querySelector("[data-label]").replaceChildren(withReadings(label));
  if (view === "map") startMap().then(({ map }) => map.invalidateSize());
}

function markInList(id) {
  for (const card of results().querySelectorAll("[data-feature]")) {
    const chosen = card.dataset.feature === id;
    card.classList.toggle("card--selected", chosen);
    if (chosen) {
      card.setAttribute("aria-current", "true");
      if (WIDE.matches) card.scrollIntoView({ block: "nearest" });
    } else card.removeAttribute("aria-current");
  }
}

/** The form's address without what says nothing, so that a link is as short as its meaning. */
function addressOf(formData) {
  const lists = new Map();
  for (const [name, value] of formData) {
    if (value !== "") lists.set(name, [...(lists.get(name) ?? []), value]);
  }
  const day = lists.get("open_day")?.[0];
  const time = lists.get("open_time")?.[0];
  lists.delete("open_day");
  lists.delete("open_time");
  if (day) lists.set("open", [day === "now" ? "now" : `${day}-${time ?? "14:00"}`]);
  if (lists.get("layers")?.length === form.querySelectorAll("[name=layers]").length) lists.delete("layers");
  const query = new URLSearchParams();
  for (const [name, values] of lists) {
    // Commas join a list, unless a value holds one itself.
    if (values.some((value) => value.includes(",")) || values.length === 1) {
      for (const value of values) query.append(name, value);
    } else query.append(name, values.join(","));
  }
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text ? `${form.action}?${text}` : form.action;
}

let asking = null;

/** Replace the parts of the page that depend on the search by those of another address. */
async function go(url, { push = true } = {}) {
  asking?.abort();
  asking = new AbortController();
  results().setAttribute("aria-busy", "true");
  try {
    const page = await getDocument(url, { signal: asking.signal });
    results().removeAttribute("aria-busy");
    if (!page.getElementById("results")) return announce(word("offline")); // kept by the worker
    if (push) history.pushState({}, "", url);
    swap(page);
  } catch (error) {
    if (isAborted(error)) return;
    results().removeAttribute("aria-busy");
    if (error.status) location.assign(url); // the server's own page says what is wrong
    else announce(word("offline"));
  }
}

function swap(page) {
  const focused = document.activeElement?.id;
  const opened = [...document.querySelectorAll("details[open][id]")].map(({ id }) => id);
  document.title = page.title;
  for (const part of page.querySelectorAll("[data-part]")) {
    document.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceWith(document.adoptNode(part));
  }
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  const input = document.getElementById("q");
  const value = page.getElementById("q")?.value;
  if (document.activeElement !== input && value !== undefined) input.value = value;
  const next = JSON.parse(page.getElementById("map-data").textContent);
  Object.assign(facts, next);
  const status = page.getElementById("status");
  if (status) announce(status.textContent.trim());
  venueMap?.search(next.query, { bounds: next.bounds, origin: next.origin });
}

function featureOf(card) {
  return facts.features.features.find(({ id, geometry }) => id === card.dataset.feature && geometry);
}

async function showOnMap(button) {
  const feature = featureOf(button.closest("[data-feature]"));
  if (!feature) return;
  if (!WIDE.matches) showView("map");
  const { reveal } = await startMap().then((map) => ({ reveal: map.reveal.bind(map) }));
  reveal(feature, button);
}

const nearHelp = document.getElementById("near-help");

function goNear(lon, lat) {
  const data = new FormData(form);
  data.set("near", `${lon},${lat}`);
  nearHelp.close();
  go(addressOf(data));
}

async function nearMapCentre() {
  const { lon, lat } = (await startMap()).center();
  goNear(lon, lat);
}

function isPlainClick(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

function wire() {
  suggest(document.getElementById("q"), document.getElementById("suggestions"));
  wireDialogs();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("filters").removeAttribute("open");
    go(addressOf(new FormData(form)));
  });
  let pause;
  form.addEventListener("change", (event) => {
    if (event.target.id === "q") return;
    clearTimeout(pause);
    pause = setTimeout(() => go(addressOf(new FormData(form))), 120);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-search]");
    if (link && isPlainClick(event)) {
      event.preventDefault();
      nearHelp.close();
      document.getElementById("starting-points").removeAttribute("open");
      document.getElementById("sorts")?.removeAttribute("open");
      go(link.href);
      return;
    }
    const button = event.target.closest("[data-reveals]");
    if (button) showOnMap(button);
    const near = event.target.closest("#near-me");
    if (near) askPosition(near, { go: goNear, help: () => nearHelp.showModal() });
    if (event.target.closest("#near-map-centre")) nearMapCentre();
  });
  document.addEventListener("pointerover", (event) => {
    const card = event.target.closest?.("[data-feature]");
    if (venueMap && card) venueMap.markers.mark(card.dataset.feature);
  });
  addEventListener("popstate", () => go(location.href, { push: false }));
  document.getElementById("view-toggle").addEventListener("click", () => {
    showView(root.dataset.view === "map" ? "list" : "map");
    scrollTo({ top: 0 });
  });
  const skip = document.getElementById("skip-to-map");
  skip?.addEventListener("click", () => {
    if (!WIDE.matches) showView("map");
    startMap().then(() => document.getElementById("map").focus());
  });
  WIDE.addEventListener("change", () => WIDE.matches && startMap());
}

wire();
root.dataset.ready = "true";
if (WIDE.matches) {
  // The list is painted before the map takes the processor.
  requestAnimationFrame(() => setTimeout(startMap));
}
