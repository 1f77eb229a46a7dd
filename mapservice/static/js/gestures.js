// On a touch screen one finger moves the page and two move the map; a wheel needs Ctrl
// where the map is only a part of a page that scrolls.
import { L } from "./leaflet.js";
import { make, withReadings, word } from "./page.js";

const HINT_MS = 1600;

export const isTouch = () => matchMedia("(pointer: coarse)").matches;

/** Leaflet's options for the ways of moving that this device and page allow. */
export function movement({ partOfPage = false } = {}) {
  return { dragging: !isTouch(), scrollWheelZoom: !partOfPage, touchZoom: true };
}

/** Say how the map is moved when somebody tries it the other way. */
export function explainGestures(map, { partOfPage = false } = {}) {
  const container = map.getContainer();
  const hint = make("p", { class: "map__hint", hidden: true, "aria-hidden": "true" });
  container.append(hint);
  let timer;
  const show = (key) => {
    hint.replaceChildren(withReadings(word(key)));
    hint.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => (hint.hidden = true), HINT_MS);
  };
  if (!map.options.dragging) {
    container.addEventListener(
      "touchmove",
      (event) => (event.touches.length === 1 ? show("twoFingers") : (hint.hidden = true)),
      { passive: true },
    );
  }
  if (partOfPage) {
    container.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return show("ctrlWheel");
        event.preventDefault();
        map.setZoomAround(map.mouseEventToContainerPoint(event), map.getZoom() - Math.sign(event.deltaY));
      },
      { passive: false },
    );
  }
  L.DomEvent.disableClickPropagation(hint);
}
