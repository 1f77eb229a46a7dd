// The workbench: a change of the form is answered in place. Without scripts the form is sent.
import { getDocument, isAborted } from "./http.js";
import { announce, facts } from "./page.js";
import { PlanningMap } from "./planning_map.js";

const SLIDING_MS = 60; // between movements of a slider
const SETTLED_MS = 800; // then how sure it is is asked, too

document.documentElement.dataset.scripts = "";
const form = document.getElementById("planning-form");
const results = document.getElementById("results");
let chosen = null;
let running = null;
const timers = {};

const readAnswer = (root) => JSON.parse(root.querySelector("#planning-data").textContent);
const map = new PlanningMap(document.getElementById("map"), { choose });
map.show(readAnswer(document));

const addressOf = (sure) => {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value.trim()) query.delete(name, value);
  if (!sure) query.set("sure", "no");
  return `${form.getAttribute("action")}?${query}`;
};

function press(selector, wanted) {
  for (const row of results.querySelectorAll(selector)) {
    const is = wanted !== null && (row.dataset.candidate ?? row.dataset.district) === String(wanted);
    row.classList.toggle("is-chosen", is);
    row.querySelector(".row-button")?.setAttribute("aria-pressed", String(is));
  }
}

function choose(number) {
  chosen = chosen === number ? null : number;
  press("[data-candidate]", chosen);
  map.mark(chosen);
}

results.addEventListener("click", (event) => {
  const row = event.target.closest(".row-button")?.closest("tr");
  if (!row) return;
  if (row.dataset.candidate) return choose(Number(row.dataset.candidate));
  const again = row.classList.contains("is-chosen");
  press("[data-district]", again ? null : row.dataset.district);
  map.markDistrict(again ? null : row.dataset.district);
});

/** Put a new answer in the place of the old one; what is open stays open. */
function replace(page) {
  const open = [...results.querySelectorAll("details")].map((each) => each.open);
  results.replaceChildren(...page.getElementById("results").childNodes);
  results.querySelectorAll("details").forEach((each, number) => (each.open = open[number] ?? false));
  map.show(readAnswer(results));
  chosen = null;
  map.mark(null);
}

async function ask({ sure }) {
  running?.abort();
  running = new AbortController();
  results.setAttribute("aria-busy", "true");
  const begun = performance.now();
  try {
    const page = await getDocument(addressOf(sure), { signal: running.signal });
    replace(page);
    results.dataset.answeredMs = String(Math.round(performance.now() - begun));
    results.dataset.sure = String(sure);
    if (sure) {
      history.replaceState(null, "", addressOf(true));
      announce(facts.words.updated.replace("{answer}", results.querySelector(".answer p").textContent));
    }
    results.removeAttribute("aria-busy");
  } catch (error) {
    if (isAborted(error)) return;
    results.removeAttribute("aria-busy");
    announce(facts.words.failed);
  }
}

function later(name, wait, action) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(action, wait);
}

form.addEventListener("input", (event) => {
  if (event.target.type === "range") {
    form.querySelector(`output[for="${event.target.id}"]`).textContent = event.target.value;
  }
  if (event.target.name === "point") return;
  later("quick", SLIDING_MS, () => ask({ sure: false }));
  later("settled", SETTLED_MS, () => ask({ sure: true }));
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  for (const name of Object.keys(timers)) clearTimeout(timers[name]);
  ask({ sure: true });
});

document.getElementById("point-here").addEventListener("click", () => {
  const { lat, lng } = map.map.getCenter();
  const input = document.getElementById("new-point");
  const next = input.parentElement.cloneNode(true);
  input.value = `${lng.toFixed(5)},${lat.toFixed(5)},${facts.words.pointHere}`;
  input.removeAttribute("id");
  next.querySelector("input").value = "";
  document.getElementById("points").append(next);
  ask({ sure: true });
});

for (const input of document.querySelectorAll('[form="map-switch"]')) {
  input.addEventListener("change", () => {
    if (input.name === "shows") {
      map.shows = input.value;
      map.drawPeople();
    } else map.toggle(input.name, input.checked);
  });
}
