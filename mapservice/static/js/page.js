// What the server tells the scripts of a page, in the page's own language.

const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");

const words = read("words");

/** Facts that the page hands to its scripts: addresses, layers, bounds. */
export const facts = read("map-data");

/** The words for `key`, with `{name}` filled in. A missing key is a defect, so it throws. */
export function word(key, values = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** A number as the language writes it. */
export const number = (value) =>
  new Intl.NumberFormat(document.documentElement.lang).format(value);

/** Build an element: `make("a", { href, class: "x" }, child, "text")`. Text stays text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A piece of SVG; attributes only, because the policy allows no style text. */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The symbol of a layer, from the sprite at the top of the page. */
export function symbol(layer, size = 28) {
  return draw(
    "svg",
    { class: "symbol", width: size, height: size, viewBox: "0 0 32 32", "aria-hidden": "true" },
    draw("use", { href: `#symbol-${layer}` }),
  );
}

const READING = /([0-9０-９]*[㐀-鿿々〆ヶ]+)[(（]([ぁ-ゖー]+)[)）]/g;

/** Text whose readings in brackets become ruby, as the server's filter `ruby` does. */
export function withReadings(text) {
  const pieces = document.createDocumentFragment();
  let start = 0;
  for (const match of text.matchAll(READING)) {
    pieces.append(text.slice(start, match.index));
    pieces.append(
      make("ruby", {}, match[1], make("rp", {}, "("), make("rt", {}, match[2]), make("rp", {}, ")")),
    );
    start = match.index + match[0].length;
  }
  pieces.append(text.slice(start));
  return pieces;
}

/** The same text with the readings left out, for names that are spoken or shown plain. */
export const withoutReadings = (text) => text.replace(READING, "$1");

/** Say something politely to those who do not see it change. */
export function announce(text) {
  const status = document.getElementById("announcer");
  if (status) status.textContent = withoutReadings(text);
}

export const prefersStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
