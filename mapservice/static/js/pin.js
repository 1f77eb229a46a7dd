// A pin in a form: the typed numbers stay what counts; the map is one more way to set them.
import { addBase } from "./base_map.js";
import { explainGestures, movement } from "./gestures.js";
import { L } from "./leaflet.js";
import { announce, facts, prefersStill, word } from "./page.js";

const DECIMALS = 6;
const PIN_ZOOM = 16;

const container = document.getElementById("pin-map");
const fields = { lat: document.getElementById("lat"), lon: document.getElementById("lon") };

function typed() {
  const lat = Number.parseFloat(fields.lat.value);
  const lon = Number.parseFloat(fields.lon.value);
  return Number.isFinite(lat) && Number.isFinite(lon) ? L.latLng(lat, lon) : null;
}

function write({ lat, lng }) {
  fields.lat.value = lat.toFixed(DECIMALS);
  fields.lon.value = lng.toFixed(DECIMALS);
}

function start() {
  for (const id of ["pin-map", "pin-buttons"]) document.getElementById(id).hidden = false;
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
  const [west, south, east, north] = facts.bounds;
  map.fitBounds([[south, west], [north, east]], { animate: false });
  explainGestures(map, { partOfPage: true });
  const pin = L.marker(map.getCenter(), {
    draggable: true,
    keyboard: false,
    icon: L.divIcon({ className: "pin-mark", html: "", iconSize: [30, 42], iconAnchor: [15, 40] }),
  });
  const show = (point, { move = true } = {}) => {
    pin.setLatLng(point).addTo(map);
    if (move) map.setView(point, Math.max(map.getZoom(), PIN_ZOOM), { animate: false });
  };
  pin.on("dragend", () => write(pin.getLatLng()));
  document.getElementById("pin-centre").addEventListener("click", () => {
    const centre = map.getCenter();
    write(centre);
    show(centre, { move: false });
    announce(`${fields.lat.value}, ${fields.lon.value}`);
  });
  for (const field of Object.values(fields)) {
    field.addEventListener("change", () => typed() && show(typed()));
  }
  if (typed()) show(typed());
  addBase(map, facts).then(() => {
    container.dataset.ready = "true";
  });
}

if (container && fields.lat) start();
