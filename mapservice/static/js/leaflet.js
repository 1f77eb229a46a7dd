// Leaflet 1.9 is written for the global object: this module gives it to the others.
import "../third_party/leaflet/leaflet.js";

export const L = globalThis.L;
