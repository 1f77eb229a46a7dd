// What lies under the symbols: the service's own vectors, or the operator's tiles.
import { getJson } from "./http.js";
import { L } from "./leaflet.js";
import { facts, make, withReadings, word } from "./page.js";

const TILES_THAT_MAY_FAIL = 4;
const DISTRICT_ZOOMS = [11, 14];
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

/** Write the labels of a kind, those of the view only: a page with few elements is quick. */
function writeLabels(map, kind, places, [least, most]) {
  const written = new Map();
  const update = () => {
    const zoom = map.getZoom();
    const view = zoom >= least && zoom <= most ? map.getBounds().pad(0.2) : null;
    for (const [place, marker] of written) {
      if (view?.contains(marker.getLatLng())) continue;
      marker.remove();
      written.delete(place);
    }
    for (const place of view ? places : []) {
      const { at, text } = place;
      if (written.has(place) || !view.contains([at[1], at[0]])) continue;
      written.set(place, label(at, text, kind).addTo(map));
    }
  };
  map.on("moveend zoomend", update);
  update();
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
  writeLabels(map, "district", labelled(districts), DISTRICT_ZOOMS);
  const written = named.map(({ lon, lat, name }) => ({ at: [lon, lat], text: name }));
  writeLabels(map, "station", written, STATION_ZOOMS);
  addTownsWhenNear(map, urls.towns);
  return named;
}

function addTownsWhenNear(map, url) {
  const whenNear = async () => {
    if (map.getZoom() < TOWN_ZOOMS[0]) return;
    map.off("zoomend", whenNear);
    const towns = await getJson(url);
    between(map, areas(towns, "town"), TOWN_ZOOMS[0]);
    writeLabels(map, "town", labelled(towns), TOWN_ZOOMS);
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
