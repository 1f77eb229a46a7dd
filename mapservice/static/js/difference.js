// A reviewer's map: where the places of a group were, and where they would be.
import { addBase } from "./base_map.js";
import { explainGestures, movement } from "./gestures.js";
import { L } from "./leaflet.js";
import { facts, prefersStill, word } from "./page.js";

const container = document.getElementById("difference-map");
const map = L.map(container, {
  ...movement({ partOfPage: true }),
  minZoom: 10,
  maxZoom: 18,
  zoomControl: false,
  attributionControl: false,
  zoomAnimation: !prefersStill(),
});
L.control
  .zoom({ position: "topright", zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") })
  .addTo(map);
const points = [...facts.before, ...facts.after].map(({ lat, lon }) => [lat, lon]);
map.fitBounds(L.latLngBounds(points).pad(0.3), { animate: false, maxZoom: 16 });
explainGestures(map, { partOfPage: true });
for (const [side, places] of [["before", facts.before], ["after", facts.after]]) {
  for (const { lat, lon, label } of places) {
    L.marker([lat, lon], {
      alt: label,
      title: label,
      keyboard: false,
      icon: L.divIcon({
        className: `pin-mark pin-mark--${side}`,
        html: "",
        iconSize: [30, 42],
        iconAnchor: [15, 40],
      }),
    }).addTo(map);
  }
}
addBase(map, facts).then(() => {
  container.dataset.ready = "true";
});
