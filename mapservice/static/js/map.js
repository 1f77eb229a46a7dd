// A Leaflet map in the page's language: base, symbols, card, controls.
import { addBase } from "./base_map.js";
import { explainGestures, movement } from "./gestures.js";
import { getJson, isAborted } from "./http.js";
import { L } from "./leaflet.js";
import { Markers } from "./markers.js";
import { announce, facts, make, prefersStill, withoutReadings, word } from "./page.js";
import { openCard } from "./popup.js";

const LEAST_ZOOM = 10;
const MOST_ZOOM = 18;
const PLACE_ZOOM = 16;
const MARGIN = 0.5; // of the view on each side, asked for in advance
const DECIMALS = 5;

const toBounds = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);

export class VenueMap {
  constructor(container, { partOfPage = false, fixed = false } = {}) {
    const still = prefersStill();
    this.map = L.map(container, {
      ...movement({ partOfPage }),
      minZoom: LEAST_ZOOM,
      maxZoom: MOST_ZOOM,
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.5,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
      maxBoundsViscosity: 0.6,
    });
    this.map.fitBounds(toBounds(facts.bounds), { animate: false, padding: [12, 12] });
    this.map.setMaxBounds(toBounds(facts.bounds).pad(2));
    this.addControls();
    explainGestures(this.map, { partOfPage });
    this.markers = new Markers(this.map, {
      open: (features, element) => this.open(features, { back: () => element }),
      zoomTo: (bounds) => this.zoomTo(bounds),
    });
    this.selected = () => {};
    this.query = facts.query;
    this.fixed = fixed;
    this.loaded = null;
  }

  async start() {
    const naming = addBase(this.map, facts);
    this.showOrigin(facts.origin);
    this.map.on("moveend", () => this.refresh());
    this.map.on("moveend zoomend", () => this.markers.draw());
    const [stations] = await Promise.allSettled([naming, this.refresh()]);
    this.markers.stations = stations.value ?? [];
    this.markers.draw();
    this.map.getContainer().dataset.ready = "true";
  }

  addControls() {
    const zoom = L.control.zoom({
      position: "topright",
      zoomInText: "+",
      zoomOutText: "−",
      zoomInTitle: word("zoomIn"),
      zoomOutTitle: word("zoomOut"),
    });
    zoom.addTo(this.map);
    const attribution = L.control.attribution({ position: "bottomright", prefix: false });
    attribution.addTo(this.map);
    const parts = [facts.tiles?.attribution, ...(facts.attributions ?? [])].filter(Boolean);
    for (const part of parts) attribution.addAttribution(make("span", {}, withoutReadings(part)).innerHTML);
  }

  /** Points of the search that is shown, unless what is loaded already covers the view. */
  async refresh({ force = false } = {}) {
    if (this.fixed) return void (this.loaded ??= this.showGiven());
    const bounds = this.map.getBounds();
    const zoom = Math.round(this.map.getZoom());
    const covers = this.loaded?.bounds.contains(bounds);
    if (!force && covers && (this.loaded.mode === "points" || this.loaded.zoom === zoom)) return;
    this.asking?.abort();
    this.asking = new AbortController();
    const wide = bounds.pad(MARGIN);
    const bbox = [wide.getWest(), wide.getSouth(), wide.getEast(), wide.getNorth()]
      .map((degree) => degree.toFixed(DECIMALS))
      .join(",");
    const query = new URLSearchParams(this.query);
    query.set("bbox", bbox);
    query.set("zoom", zoom);
    try {
      const answer = await getJson(`${facts.urls.features}?${query}`, { signal: this.asking.signal });
      this.loaded = { bounds: wide, zoom, mode: answer.mode };
      this.markers.show(answer.features, answer.mode === "clusters");
    } catch (error) {
      if (isAborted(error)) return;
      this.showGiven();
      announce(word("mapOffline"));
    }
  }

  /** The places that came with the page: all there is to show, or all that is known offline. */
  showGiven() {
    this.markers.show(facts.features.features.filter(({ geometry }) => geometry), false);
    return { bounds: this.map.getBounds(), mode: "points" };
  }

  /** Show another search; `bounds` null keeps the view. */
  async search(query, { bounds = null, origin = null } = {}) {
    this.query = query;
    this.loaded = null;
    this.map.closePopup();
    this.showOrigin(origin);
    if (bounds) this.map.fitBounds(toBounds(bounds), { animate: !prefersStill(), padding: [24, 24], maxZoom: PLACE_ZOOM });
    await this.refresh({ force: true });
  }

  showOrigin(origin) {
    this.origin?.remove();
    this.origin = null;
    if (!origin) return;
    this.origin = L.marker([origin.lat, origin.lon], {
      pane: "labels",
      interactive: false,
      keyboard: false,
      icon: L.divIcon({ className: "origin-mark", html: "", iconSize: [22, 22] }),
    }).addTo(this.map);
  }

  zoomTo(bounds) {
    this.map.fitBounds(bounds, { animate: !prefersStill(), padding: [56, 56], maxZoom: MOST_ZOOM });
    this.map.getContainer().focus({ preventScroll: true });
  }

  /** Open the card of places in one spot. */
  open(features, { back = null } = {}) {
    const id = features[0].id;
    openCard(this.map, features, {
      back: back && (() => this.markers.elementOf(id) ?? back()),
      closed: () => this.select(null),
    });
    this.select(id);
  }

  /** Go to a place that was chosen in the list; the focus returns to `back` afterwards. */
  reveal(feature, back) {
    const [lon, lat] = feature.geometry.coordinates;
    const zoom = Math.max(this.map.getZoom(), PLACE_ZOOM);
    this.map.closePopup();
    this.map.setView([lat, lon], zoom, { animate: false });
    openCard(this.map, [feature], { back: () => back, closed: () => this.select(null) });
    this.select(feature.id);
  }

  select(id) {
    this.markers.mark(id);
    this.selected(id);
  }

  center() {
    const { lat, lng } = this.map.getCenter();
    return { lon: lng.toFixed(DECIMALS), lat: lat.toFixed(DECIMALS) };
  }
}
