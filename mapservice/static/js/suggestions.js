// Suggestions as one types: the combobox pattern of ARIA 1.2 (listbox popup, manual choice).
import { getJson, isAborted } from "./http.js";
import { announce, make, number, symbol, withReadings, word } from "./page.js";

const PAUSE_MS = 160;

export function suggest(input, list) {
  let timer;
  let asking;
  let active = -1;

  const options = () => [...list.children];
  const isOpen = () => !list.hidden;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    const items = options();
    active = (index + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    if (!suggestions.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    announce(word("suggestions", { count: number(suggestions.length) }));
  }

  async function ask() {
    const text = input.value.trim();
    asking?.abort();
    if (!text) return close();
    asking = new AbortController();
    try {
      const query = new URLSearchParams({ q: text });
      const url = `${list.dataset.url}?${query}`;
      show((await getJson(url, { signal: asking.signal })).suggestions);
    } catch (error) {
      if (!isAborted(error)) close(); // Searching works without suggestions.
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) ask();
      else activate(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.url);
    } else if (event.key === "Tab") close();
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-url]");
    if (chosen) location.assign(chosen.dataset.url);
  });
}

function option({ type, text, detail, url, layer, sample }, index) {
  const line = make("span", { class: "suggestion__text" });
  line.append(withReadings(text));
  const more = make("span", { class: "suggestion__detail" });
  more.append(withReadings([sample ? word("sample") : null, detail].filter(Boolean).join(" · ")));
  const mark = layer ? symbol(layer, 24) : make("span", { class: `suggestion__mark suggestion__mark--${type}` });
  return make(
    "li",
    { role: "option", id: `suggestion-${index}`, class: "suggestion", "aria-selected": "false", "data-url": url },
    mark,
    line,
    more,
  );
}
