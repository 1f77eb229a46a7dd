// Symbols and groups of symbols on the map, one tab stop for all of them together.
import { countByLayer, groupByDistance } from "./grouping.js";
import { L } from "./leaflet.js";
import { draw, facts, number, symbol, word, withoutReadings } from "./page.js";

const GROUP_RADIUS = 46; // pixels: a finger's width, so that neighbours can be told apart
const TOUCH = 44; // pixels: WCAG 2.2, 2.5.5
const RING = 15.9155; // radius whose circumference is 100, so that shares are per cent

const colors = () => Object.fromEntries((facts.layers ?? []).map(({ id, color }) => [id, color]));

/** A ring whose arcs are the shares of the layers, with the number inside. */
function ring(count, layers) {
  const size = count < 10 ? 38 : count < 100 ? 44 : 52;
  const color = colors();
  const svg = draw("svg", { viewBox: "0 0 42 42", width: size, height: size, "aria-hidden": "true" });
  svg.append(draw("circle", { cx: 21, cy: 21, r: 20.5, class: "cluster__disc" }));
  let start = 25;
  for (const [layer, members] of Object.entries(layers)) {
    const share = (members / count) * 100;
    svg.append(
      draw("circle", {
        cx: 21, cy: 21, r: RING, fill: "none", stroke: color[layer] ?? "#555", "stroke-width": 4.5,
        "stroke-dasharray": `${share} ${100 - share}`, "stroke-dashoffset": start,
      }),
    );
    start -= share;
  }
  const text = draw("text", { x: 21, y: 21, class: "cluster__count" }, number(count));
  svg.append(text);
  return svg;
}

function icon(content, className) {
  return L.divIcon({ className, html: content, iconSize: [TOUCH, TOUCH], iconAnchor: [TOUCH / 2, TOUCH / 2] });
}

/** The station nearest to a point, as far as a name by it helps. */
function nearestStation(stations, { lat, lng }) {
  let best = null;
  let least = Infinity;
  for (const station of stations) {
    const distance = Math.hypot((station.lon - lng) * 0.815, station.lat - lat);
    if (distance < least) [best, least] = [station, distance];
  }
  return best?.name ?? null;
}

export class Markers {
  /** `open(features, element)` is called for a place or several in one spot. */
  constructor(map, { open, zoomTo }) {
    this.map = map;
    this.open = open;
    this.zoomTo = zoomTo;
    this.layer = L.layerGroup().addTo(map);
    this.features = [];
    this.stations = [];
    this.clustered = false;
    this.byKey = new Map();
    this.pane = map.getPane("markerPane");
    this.pane.setAttribute("role", "group");
    this.pane.setAttribute("aria-label", word("symbols"));
    this.pane.addEventListener("keydown", (event) => this.walk(event));
  }

  show(features, clustered) {
    this.features = features;
    this.clustered = clustered;
    this.groups = null;
    this.draw();
  }

  /** Groups of this zoom; they stay the same while the map is moved. */
  grouped() {
    const zoom = this.map.getZoom();
    if (this.groups && this.groupsZoom === zoom) return this.groups;
    const points = this.features.map((feature) => {
      const [lon, lat] = feature.geometry.coordinates;
      const { x, y } = this.map.project([lat, lon], zoom);
      return { x, y, lat, lon, layer: feature.properties.layer, feature };
    });
    this.groups = groupByDistance(points, GROUP_RADIUS);
    this.groupsZoom = zoom;
    return this.groups;
  }

  draw() {
    const focused = this.pane.contains(document.activeElement)
      ? document.activeElement.dataset.key
      : null;
    const view = this.map.getBounds().pad(0.3);
    const wanted = new Map();
    const pieces = this.clustered ? this.serverPieces() : this.ownPieces();
    for (const piece of pieces) if (view.contains(piece.latlng)) wanted.set(piece.key, piece);
    for (const [key, marker] of this.byKey) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.byKey.delete(key);
    }
    for (const [key, piece] of wanted) if (!this.byKey.has(key)) this.byKey.set(key, this.add(piece));
    this.mark(this.selected);
    this.keepOneTabStop(focused);
  }

  ownPieces() {
    const zoom = this.map.getZoom();
    return this.grouped().map(({ members }) => {
      if (members.length === 1) return this.single(members[0].feature);
      const lat = members.reduce((sum, member) => sum + member.lat, 0) / members.length;
      const lon = members.reduce((sum, member) => sum + member.lon, 0) / members.length;
      const latlng = L.latLng(lat, lon);
      const near = nearestStation(this.stations, latlng);
      const count = number(members.length);
      return {
        key: `g${zoom}/${members[0].feature.id}/${members.length}/${near ?? ""}`,
        ids: members.map(({ feature }) => feature.id),
        latlng,
        name: near ? word("clusterNear", { count, place: near }) : word("cluster", { count }),
        content: () => ring(members.length, countByLayer(members)),
        className: "cluster",
        act: (element) => this.enter(members, element),
      };
    });
  }

  serverPieces() {
    return this.features.map((feature) => {
      const { cluster, count, layers, label, bounds } = feature.properties;
      if (!cluster) return this.single(feature);
      const [lon, lat] = feature.geometry.coordinates;
      const [west, south, east, north] = bounds;
      return {
        key: `${feature.id}/${count}`,
        ids: [],
        latlng: L.latLng(lat, lon),
        name: label,
        content: () => ring(count, layers),
        className: "cluster",
        act: () => this.zoomTo(L.latLngBounds([south, west], [north, east])),
      };
    });
  }

  single(feature) {
    const { layer, name, sample, precision } = feature.properties;
    const [lon, lat] = feature.geometry.coordinates;
    const marks = [sample ? word("sample") : null, precision === "town" ? word("aboutHere") : null];
    return {
      key: feature.id,
      ids: [feature.id],
      latlng: L.latLng(lat, lon),
      name: withoutReadings([name, ...marks.filter(Boolean)].join(" ")),
      content: () => symbol(layer, 32),
      className: `place-mark${precision === "town" ? " place-mark--about" : ""}`,
      act: (element) => this.open([feature], element),
    };
  }

  add({ key, ids, latlng, name, content, className, act }) {
    const marker = L.marker(latlng, { icon: icon(content(), className), keyboard: false, riseOnHover: true });
    marker.addTo(this.layer);
    const element = marker.getElement();
    element.dataset.key = key;
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", withoutReadings(name));
    element.title = withoutReadings(name);
    element.tabIndex = -1;
    marker.on("click", () => act(element));
    marker.act = () => act(element);
    marker.ids = ids;
    return marker;
  }

  /** A group opens by zooming in; places in one spot, which no zoom parts, open as a list. */
  enter(members, element) {
    const bounds = L.latLngBounds(members.map(({ lat, lon }) => [lat, lon]));
    const atOnce = bounds.getNorthEast().distanceTo(bounds.getSouthWest()) < 5;
    if (atOnce || this.map.getZoom() >= this.map.getMaxZoom()) {
      this.open(members.map(({ feature }) => feature), element);
    } else this.zoomTo(bounds);
  }

  /** Arrow keys go to the nearest symbol in that direction; Enter and Space open it. */
  walk(event) {
    const here = event.target.closest("[data-key]");
    if (!here) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      this.byKey.get(here.dataset.key)?.act();
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    this.nextTowards(here, direction)?.focus({ preventScroll: true });
  }

  nextTowards(here, [dx, dy]) {
    const at = (element) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: left, y: top };
    };
    const from = at(here);
    let best = null;
    let least = Infinity;
    for (const marker of this.byKey.values()) {
      const element = marker.getElement();
      const { x, y } = at(element);
      const along = (x - from.x) * dx + (y - from.y) * dy;
      const aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      if (element === here || along <= 0) continue;
      const cost = along + 2 * aside;
      if (cost < least) [best, least] = [element, cost];
    }
    if (best) {
      here.tabIndex = -1;
      best.tabIndex = 0;
    }
    return best;
  }

  keepOneTabStop(focused) {
    const elements = [...this.byKey.values()].map((marker) => marker.getElement());
    for (const element of elements) element.tabIndex = -1;
    const stop = elements.find(({ dataset }) => dataset.key === focused) ?? elements[0];
    if (!stop) return;
    stop.tabIndex = 0;
    if (focused && stop.dataset.key === focused) stop.focus({ preventScroll: true });
  }

  /** The element that shows a feature now: its own symbol or the group that it is in. */
  elementOf(id) {
    return [...this.byKey.values()].find(({ ids }) => ids.includes(id))?.getElement() ?? null;
  }

  mark(id) {
    this.selected = id;
    for (const marker of this.byKey.values()) {
      const chosen = marker.ids.includes(id);
      marker.getElement().classList.toggle("place-mark--selected", chosen);
      marker.setZIndexOffset(chosen ? 1000 : 0);
    }
  }
}
