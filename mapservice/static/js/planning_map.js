// The workbench's map: people by minutes or by gap, existing places, candidates, catchments.
import { addBase } from "./base_map.js";
import { explainGestures, movement } from "./gestures.js";
import { L } from "./leaflet.js";
import { facts, make, prefersStill, withReadings, withoutReadings, word } from "./page.js";

const EDGE = "#565a61";
const GAP = "#35456c";
const AREA = "#b35900";
const PANES = [["areas", 390], ["people", 410], ["catchment", 420]];

const toBounds = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
const say = (key, values) => make("span", {}, withReadings(fill(facts.words[key], values)));

export class PlanningMap {
  constructor(container, { choose }) {
    const still = prefersStill();
    this.choose = choose;
    this.map = L.map(container, {
      ...movement({ partOfPage: true }),
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.5,
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    this.map.fitBounds(toBounds(facts.bounds), { animate: false });
    const titles = { zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") };
    L.control.zoom({ position: "topright", ...titles }).addTo(this.map);
    const attribution = L.control.attribution({ position: "bottomright", prefix: false });
    attribution.addTo(this.map);
    for (const part of [facts.tiles?.attribution, ...facts.attributions].filter(Boolean)) {
      attribution.addAttribution(make("span", {}, part).innerHTML);
    }
    explainGestures(this.map, { partOfPage: true });
    for (const [name, order] of PANES) this.map.createPane(name).style.zIndex = order;
    this.canvas = L.canvas({ pane: "people", padding: 0.3 });
    this.layers = {};
    this.shows = "minutes";
    this.hidden = new Set();
    addBase(this.map, facts);
  }

  /** Draw an answer; the view stays, so that a moving slider does not move the map. */
  show(answer) {
    this.answer = answer;
    this.drawAreas();
    this.drawPeople();
    this.drawExisting();
    this.drawCandidates();
    this.map.getContainer().dataset.ready = "true";
  }

  set(name, layers) {
    this.layers[name]?.remove();
    this.layers[name] = L.layerGroup(layers);
    if (!this.hidden.has(name)) this.layers[name].addTo(this.map);
  }

  toggle(name, visible) {
    this.hidden[visible ? "delete" : "add"](name);
    if (visible) this.layers[name]?.addTo(this.map);
    else this.layers[name]?.remove();
  }

  drawAreas() {
    this.set("areas", this.answer.districts.filter((each) => each.in_area).flatMap(({ rings }) =>
      rings.map((ring) => L.polygon(ring, {
        pane: "areas", interactive: false, color: AREA, weight: 2, fill: false,
      })),
    ));
  }

  drawPeople() {
    const points = this.shows === "gap"
      ? this.answer.people.filter((each) => each[4] >= 0.5)
      : this.answer.people;
    this.set("people", points.map((each) => {
      const [lon, lat, minutes, colour, gap, people, district] = each;
      const size = this.shows === "gap"
        ? { radius: Math.sqrt(gap) / 1.6, fillColor: GAP, color: "#fff", fillOpacity: 0.75 }
        : { radius: 4, fillColor: colour, color: EDGE, fillOpacity: 0.9 };
      const name = this.answer.districts[district].name;
      return L.circleMarker([lat, lon], { renderer: this.canvas, weight: 0.5, ...size })
        .bindTooltip(() => say("people", { district: name, minutes: minutes ?? "∞", people, gap }));
    }));
  }

  drawExisting() {
    this.set("places", this.answer.existing.map(({ lon, lat, name }) =>
      L.marker([lat, lon], {
        keyboard: false,
        icon: L.divIcon({ className: "planning-place", html: "", iconSize: [12, 12] }),
      }).bindTooltip(() => say("existing", { name })),
    ));
  }

  drawCandidates() {
    this.markers = new Map();
    for (const candidate of [...this.answer.candidates].reverse()) {
      const { number, rank, lon, lat } = candidate;
      const marker = L.marker([lat, lon], {
        alt: withoutReadings(fill(facts.words.candidate, candidate)),
        riseOnHover: true,
        icon: L.divIcon({ className: "planning-rank", html: make("span", {}, rank), iconSize: [26, 26] }),
      });
      marker.bindTooltip(() => say("candidate", candidate));
      marker.on("click keypress", () => this.choose(number));
      this.markers.set(number, marker);
    }
    this.set("candidates", [...this.markers.values()]);
  }

  /** Mark a candidate and draw how far its people may live; null: none. */
  mark(number) {
    this.layers.catchment?.remove();
    for (const [each, marker] of this.markers) {
      marker.getElement()?.classList.toggle("is-chosen", each === number);
    }
    const marker = this.markers.get(number);
    if (!marker) return;
    const circle = L.circle(marker.getLatLng(), {
      pane: "catchment", interactive: false, radius: this.answer.reach_m,
      color: "#1a1a1c", weight: 2, dashArray: "6 4", fill: false,
    });
    this.layers.catchment = L.layerGroup([circle]).addTo(this.map);
    this.map.panTo(marker.getLatLng(), { animate: !prefersStill() });
  }

  /** Bring a district into view and mark it; null: none. */
  markDistrict(key) {
    this.layers.district?.remove();
    const district = this.answer.districts.find((each) => each.key === key);
    if (!district?.rings.length) return;
    const lines = district.rings.map((ring) =>
      L.polygon(ring, { pane: "areas", interactive: false, color: "#1a1a1c", weight: 4, fill: false }),
    );
    this.layers.district = L.layerGroup(lines).addTo(this.map);
    this.map.fitBounds(L.latLngBounds(district.rings.flat()), { animate: !prefersStill() });
  }
}
