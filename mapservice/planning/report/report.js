// Runs inside the report, which is sent by mail. Text is only ever set as textContent.
(() => {
  "use strict";
  const { maps, facts } = JSON.parse(document.getElementById("content").textContent);
  const words = (text, className) => {
    const element = document.createElement("span");
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const icon = (text, className) =>
    L.divIcon({ html: words(text, className), className: "holder", iconSize: null });
  const fixed = { interactive: false, keyboard: false };

  const drawDistricts = (map) => {
    for (const { name, in_area: inArea, rings } of facts.districts) {
      for (const ring of rings) {
        L.polygon(ring, {
          interactive: false, color: inArea ? "#b35900" : "#565a61",
          weight: inArea ? 2.5 : 1, fillOpacity: 0,
        }).addTo(map);
      }
      if (!rings.length) continue;
      const largest = rings.reduce((a, b) => (b.length > a.length ? b : a));
      const at = L.latLngBounds(largest).getCenter();
      L.marker(at, { ...fixed, icon: icon(name, "area-name") }).addTo(map);
    }
  };
  const drawPlaces = (map) => {
    for (const { name, lon, lat } of facts.existing) {
      L.marker([lat, lon], { icon: icon("", "place"), keyboard: false })
        .bindTooltip(words(name)).addTo(map);
    }
  };
  const drawMinutes = (map) => {
    for (const [lon, lat, minutes, colour, , people, district] of facts.people) {
      const text = `${facts.districts[district].name} · ${minutes ?? "∞"} min · ${people}`;
      L.circleMarker([lat, lon], { radius: 4, weight: 0.5, color: "#565a61", fillColor: colour,
                                   fillOpacity: 0.9 }).bindTooltip(words(text)).addTo(map);
    }
  };
  const drawGap = (map) => {
    for (const [lon, lat, , , gap, , district] of facts.people) {
      if (gap < 0.5) continue;
      const text = `${facts.districts[district].name} · ${gap}`;
      L.circleMarker([lat, lon], { radius: Math.sqrt(gap) / 1.6, weight: 0.5, color: "#fff",
                                   fillColor: "#35456c", fillOpacity: 0.75 })
        .bindTooltip(words(text)).addTo(map);
    }
  };
  const drawCandidates = (map) => {
    for (const { rank, name, lon, lat, newly } of [...facts.candidates].reverse()) {
      L.marker([lat, lon], { icon: icon(rank, "rank"), keyboard: false })
        .bindTooltip(words(`${rank}. ${name} (+${newly})`)).addTo(map);
    }
  };

  const layers = [[drawMinutes, drawPlaces], [drawGap, drawPlaces], [drawPlaces, drawCandidates]];
  const [west, south, east, north] = facts.bounds;
  maps.forEach((name, number) => {
    const map = window[name];
    map.attributionControl.setPrefix(false);
    map.scrollWheelZoom.disable();
    map.invalidateSize({ animate: false });
    map.fitBounds([[south, west], [north, east]], { animate: false });
    drawDistricts(map);
    layers[number].forEach((draw) => draw(map));
  });
  document.documentElement.dataset.drawn = String(maps.length);
})();
