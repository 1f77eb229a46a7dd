// The card that opens on the map: it takes the focus and gives it back.
import { L } from "./leaflet.js";
import { facts, make, number, symbol, withReadings, word } from "./page.js";

function place({ properties }) {
  const layer = (facts.layers ?? []).find(({ id }) => id === properties.layer);
  const link = make("a", { href: properties.url });
  link.append(withReadings(properties.name));
  const kind = make("p", { class: "map-card__kind" });
  kind.append(withReadings([properties.kind, layer?.title].filter(Boolean).join(" · ")));
  return make(
    "div",
    { class: "map-card__place" },
    symbol(properties.layer, 28),
    make(
      "div",
      {},
      make("p", { class: "map-card__name" }, link),
      kind,
      properties.sample ? tag("sample", "tag--sample") : null,
      properties.precision === "town" ? tag("aboutHere", "tag--warn") : null,
      properties.precision === "stop" ? tag("atBusStop", "tag--warn") : null,
    ),
  );
}

function tag(key, kind) {
  const element = make("span", { class: `tag ${kind}` });
  element.append(withReadings(word(key)));
  return element;
}

function card(features) {
  const several = features.length > 1;
  const title = several ? word("placesHere", { count: number(features.length) }) : features[0].properties.name;
  const content = make("div", { class: "map-card", role: "dialog", tabindex: "-1", "aria-label": title });
  if (several) content.append(make("p", { class: "map-card__title" }, withReadings(title)));
  content.append(...features.map(place));
  return content;
}

/** Open the card at the features' point; `back` is what gets the focus when it closes. */
export function openCard(map, features, { back = null, focus = true, closed = () => {} } = {}) {
  const [lon, lat] = features[0].geometry.coordinates;
  const content = card(features);
  const popup = L.popup({
    maxWidth: Math.min(320, map.getSize().x - 40),
    minWidth: Math.min(240, map.getSize().x - 60),
    maxHeight: Math.max(140, map.getSize().y - 120),
    autoPanPadding: [16, 16],
    offset: [0, -10],
  });
  popup.setLatLng([lat, lon]).setContent(content);
  map.openPopup(popup);
  const element = popup.getElement();
  const close = element.querySelector(".leaflet-popup-close-button");
  close.setAttribute("aria-label", word("close"));
  close.title = word("close");
  content.append(close);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    map.closePopup(popup);
  });
  popup.once("remove", () => {
    const holdsFocus = element.contains(document.activeElement) || document.activeElement === document.body;
    closed();
    if (holdsFocus && back) (back() ?? map.getContainer()).focus({ preventScroll: true });
  });
  if (focus) content.focus({ preventScroll: true });
  return popup;
}
