// What lies under the symbols: the service's own vectors, or the operator's tiles.
import { getJson } from "./http.js";
import { L } from "./leaflet.js";
import { facts, make, withReadings, word } from "./page.js";

const TILES_THAT_MAY_FAIL = 4;
const TOWN_ZOOM = 15;
const DISTRICT_LABELS = [11, 14];
const STATION_LABEL_ZOOM = 13;

/** Districts that are stored in Japanese are written as the page's language has them. */
export function nameOf({ name_ja: ja, name_kana: kana, name_en: en }) {
  if (facts.language === "en") return en || ja;
  const reading = kana?.replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 96));
  return facts.language === "easy" && reading && reading !== ja ? `${ja}(${reading})` : ja;
}

const stationName = (properties) => word("station", { name: nameOf(properties) });

function label(map, lonLat, text, kind) {
  const content = make("span", { class: "base-label__text" });
  content.append(withReadings(text));
  return L.marker([lonLat[1], lonLat[0]], {
    pane: "labels",
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ className: `base-label base-label--${kind}`, html: content, iconSize: null }),
  });
}

function areas(map, collection, kind) {
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

/** Show `group` only between two zooms. */
function between(map, group, least, most = Infinity) {
  const update = () => {
    const zoom = map.getZoom();
    if (zoom >= least && zoom <= most) group.addTo(map);
    else group.remove();
  };
  map.on("zoomend", update);
  update();
}

async function addOwnBase(map, urls) {
  const [districts, stations] = await Promise.all([
    getJson(urls.districts),
    getJson(urls.stations),
  ]);
  areas(map, districts, "shore").addTo(map);
  areas(map, districts, "district").addTo(map);
  L.polyline(rails(stations), { pane: "base", interactive: false, className: "base-rail-edge" }).addTo(map);
  L.polyline(rails(stations), { pane: "base", interactive: false, className: "base-rail" }).addTo(map);
  const districtLabels = L.layerGroup(
    districts.features
      .filter(({ properties }) => properties.label)
      .map(({ properties }) => label(map, properties.label, nameOf(properties), "district")),
  );
  between(map, districtLabels, ...DISTRICT_LABELS);
  for (const { geometry } of stations.features) {
    const [lon, lat] = geometry.coordinates;
    L.marker([lat, lon], { pane: "labels", interactive: false, keyboard: false, icon: stationMark() }).addTo(map);
  }
  const stationLabels = L.layerGroup(
    stations.features.map(({ geometry, properties }) =>
      label(map, geometry.coordinates, stationName(properties), "station"),
    ),
  );
  between(map, stationLabels, STATION_LABEL_ZOOM);
  addTownsWhenNear(map, urls.towns);
  return stations.features.map(({ geometry, properties }) => ({
    lon: geometry.coordinates[0],
    lat: geometry.coordinates[1],
    name: stationName(properties),
  }));
}

function addTownsWhenNear(map, url) {
  const whenNear = async () => {
    if (map.getZoom() < TOWN_ZOOM) return;
    map.off("zoomend", whenNear);
    const towns = await getJson(url);
    between(map, areas(map, towns, "town"), TOWN_ZOOM);
    const labels = towns.features
      .filter(({ properties }) => properties.label)
      .map(({ properties }) => label(map, properties.label, nameOf(properties), "town"));
    between(map, L.layerGroup(labels), TOWN_ZOOM);
  };
  map.on("zoomend", whenNear);
  whenNear();
}

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
    layer.on("load", () => failed < TILES_THAT_MAY_FAIL && resolve(stationsOf(urls)));
    layer.addTo(map);
  });
}

async function stationsOf(urls) {
  const { features } = await getJson(urls.stations);
  return features.map(({ geometry, properties }) => ({
    lon: geometry.coordinates[0],
    lat: geometry.coordinates[1],
    name: stationName(properties),
  }));
}

/** Adds the base and gives the stations, by which clusters are named. */
export function addBase(map, { tiles, urls }) {
  for (const [name, order] of [["base", 200], ["labels", 450]]) {
    map.createPane(name).style.zIndex = order;
  }
  map.getPane("labels").classList.add("map__labels");
  return tiles ? addTiles(map, tiles, urls.base) : addOwnBase(map, urls.base);
}
