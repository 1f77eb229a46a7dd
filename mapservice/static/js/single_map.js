// A map that is part of a page: of one place, or of an embedded search.
import { facts } from "./page.js";
import { wireDialogs } from "./share.js";

wireDialogs();
document.getElementById("print")?.addEventListener("click", () => print());

const container = document.getElementById("map");
if (container && facts.features) {
  const seen = new IntersectionObserver(async (entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    const { VenueMap } = await import("./map.js");
    new VenueMap(container, { partOfPage: true, fixed: container.dataset.map === "fixed" }).start();
  });
  seen.observe(container);
}
