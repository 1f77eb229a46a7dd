// What lies under the symbols: the service's own vectors, or the operator's tiles.
import { getJson } from "./http.js";
import { L } from "./leaflet.js";
import { facts, make, withReadings, withoutReadings, word } from "./page.js";

const TILES_THAT_MAY_FAIL = 4;
const DISTRICT_ZOOMS = [10, 14];
const STATION_ZOOMS = [13, Infinity];
const TOWN_ZOOMS = [15, Infinity];

/** Districts that are stored in Japanese are written as the page's language has them. */
export function nameOf({ name_ja: ja, name_kana: kana, name_en: en }) {
  if (facts.language === "en") return en || ja;
  const reading = kana?.replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 96));
  return facts.language === "easy" && reading && reading !== ja ? `${ja}(${reading})` : ja;
}

const stationName = (properties) => word("station", { name: nameOf(properties) });

function label(lonLat, text, kind) {
  const content = make("span", { class: "base-label__text" });
  content.append(withReadings(text));
  return L.marker([lonLat[1], lonLat[0]], {
    pane: "labels",
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ className: `base-label base-label--${kind}`, html: content, iconSize: null }),
  });
}

function areas(collection, kind) {
  return L.geoJSON(collection, {
    pane: "base",
    interactive: false,
    smoothFactor: 1.5,
    className: `base-area base-area--${kind}`,
  });
}

/** Lines between neighbouring stations: a sketch, since no track geometry is bundled. */
function rails(stations) {
  const lines = new Map();
  for (const { geometry, properties } of stations.features) {
    for (const line of properties.lines ?? []) {
      if (!lines.has(line)) lines.set(line, []);
      lines.get(line).push(geometry.coordinates);
    }
  }
  return [...lines.values()].filter((points) => points.length > 1).map(chain);
}

/** Points in the order of travel: from an end, always on to the nearest that is left. */
function chain(points) {
  const between = (a, b) => Math.hypot((a[0] - b[0]) * 0.815, a[1] - b[1]);
  const orders = points.map((start) => {
    const rest = points.filter((point) => point !== start);
    const order = [start];
    let length = 0;
    while (rest.length) {
      const last = order.at(-1);
      rest.sort((a, b) => between(last, a) - between(last, b));
      length += between(last, rest[0]);
      order.push(rest.shift());
    }
    return { order, length };
  });
  orders.sort((a, b) => a.length - b.length);
  return orders[0].order.map(([lon, lat]) => [lat, lon]);
}

const stationMark = () =>
  L.divIcon({ className: "base-station", html: "", iconSize: [10, 10] });

/** Show a layer only between two zooms. */
function between(map, layer, least) {
  const update = () => (map.getZoom() >= least ? layer.addTo(map) : layer.remove());
  map.on("zoomend", update);
  update();
}

/** How much room a label takes, in pixels: [left, top, right, bottom] around its point. */
function roomOf(text, kind) {
  const plain = withoutReadings(text);
  const width = 8 + [...plain].reduce((sum, sign) => sum + (sign > "\u2e80" ? 14 : 7.5), 0);
  return kind === "station" ? [8, -10, 12 + width, 10] : [-width / 2, -11, width / 2, 11];
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Names on the map: of the view only, since a page with few elements is quick, and none
 *  over another; those that were added first go first. */
class Labels {
  constructor(map) {
    this.map = map;
    this.kinds = [];
    this.written = new Map();
    map.on("moveend zoomend", () => this.write());
  }

  add(kind, places, zooms) {
    this.kinds.push({ kind, places, zooms });
    this.write();
  }

  write() {
    const wanted = this.choose();
    for (const [place, marker] of this.written) {
      if (wanted.has(place)) continue;
      marker.remove();
      this.written.delete(place);
    }
    for (const [place, kind] of wanted) {
      if (this.written.has(place)) continue;
      this.written.set(place, label(place.at, place.text, kind).addTo(this.map));
    }
  }

  choose() {
    const zoom = this.map.getZoom();
    const view = this.map.getBounds().pad(0.2);
    const taken = [];
    const wanted = new Map();
    for (const { kind, places, zooms } of this.kinds) {
      if (zoom < zooms[0] || zoom > zooms[1]) continue;
      for (const place of places) {
        const point = [place.at[1], place.at[0]];
        if (!view.contains(point)) continue;
        const { x, y } = this.map.project(point, zoom);
        const room = roomOf(place.text, kind).map((side, index) => side + (index % 2 ? y : x));
        if (taken.some((other) => overlap(room, other))) continue;
        taken.push(room);
        wanted.set(place, kind);
      }
    }
    return wanted;
  }
}

const labelled = ({ features }) =>
  features
    .filter(({ properties }) => properties.label)
    .map(({ properties }) => ({ at: properties.label, text: nameOf(properties) }));

async function addOwnBase(map, urls) {
  const [districts, stations] = await Promise.all([
    getJson(urls.districts),
    getJson(urls.stations),
  ]);
  areas(districts, "shore").addTo(map);
  areas(districts, "district").addTo(map);
  const lines = rails(stations);
  for (const className of ["base-rail-edge", "base-rail"]) {
    L.polyline(lines, { pane: "base", interactive: false, className }).addTo(map);
  }
  for (const { geometry } of stations.features) {
    const [lon, lat] = geometry.coordinates;
    const mark = { pane: "labels", interactive: false, keyboard: false, icon: stationMark() };
    L.marker([lat, lon], mark).addTo(map);
  }
  const named = stationsIn(stations);
  const labels = new Labels(map);
  const written = named.map(({ lon, lat, name }) => ({ at: [lon, lat], text: name }));
  labels.add("station", written, STATION_ZOOMS);
  labels.add("district", labelled(districts), DISTRICT_ZOOMS);
  addTownsWhenNear(map, labels, urls.towns);
  return named;
}

function addTownsWhenNear(map, labels, url) {
  const whenNear = async () => {
    if (map.getZoom() < TOWN_ZOOMS[0]) return;
    map.off("zoomend", whenNear);
    const towns = await getJson(url);
    between(map, areas(towns, "town"), TOWN_ZOOMS[0]);
    labels.add("town", labelled(towns), TOWN_ZOOMS);
  };
  map.on("zoomend", whenNear);
  whenNear();
}

const stationsIn = ({ features }) =>
  features.map(({ geometry, properties }) => ({
    lon: geometry.coordinates[0],
    lat: geometry.coordinates[1],
    name: stationName(properties),
  }));

/** The operator's tiles; when several fail, our own base takes their place without a word. */
function addTiles(map, tiles, urls) {
  return new Promise((resolve) => {
    let failed = 0;
    const layer = L.tileLayer(tiles.url, { maxZoom: 18, crossOrigin: false, alt: "" });
    layer.on("tileerror", () => {
      failed += 1;
      if (failed !== TILES_THAT_MAY_FAIL) return;
      layer.remove();
      resolve(addOwnBase(map, urls));
    });
    layer.on("load", () => failed < TILES_THAT_MAY_FAIL && resolve(getJson(urls.stations).then(stationsIn)));
    layer.addTo(map);
  });
}

/** Adds the base and gives the stations, by which clusters are named. */
export function addBase(map, { tiles, urls }) {
  for (const [name, order] of [["base", 200], ["labels", 450]]) {
    map.createPane(name).style.zIndex = order;
  }
  map.getPane("labels").classList.add("map__labels");
  return tiles ? addTiles(map, tiles, urls.base) : addOwnBase(map, urls.base);
}
