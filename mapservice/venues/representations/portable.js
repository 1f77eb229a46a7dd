// Runs inside the file that is sent by mail. Text is only ever set as textContent.
(() => {
  "use strict";
  const content = JSON.parse(document.getElementById("content").textContent);
  const map = window[content.map];

  const element = (name, text, parent, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
  };
  const labelled = (name, className) => L.divIcon({
    html: element("span", name, null, className), className: "holder", iconSize: null,
  });

  document.title = content.title;
  L.geoJSON(content.districts, {
    interactive: false,
    style: { color: "#5c6b73", weight: 1, dashArray: "4 3", fillOpacity: 0.04 },
  }).addTo(map);
  for (const { properties } of content.districts) {
    const [lon, lat] = properties.label;
    L.marker([lat, lon], { icon: labelled(properties.name_ja, "area"), interactive: false,
                           keyboard: false }).addTo(map);
  }
  for (const { geometry, properties } of content.stations) {
    const [lon, lat] = geometry.coordinates;
    L.marker([lat, lon], { icon: labelled(`${properties.name_ja}駅`, "station"),
                           interactive: false, keyboard: false }).addTo(map);
  }

  const panel = element("main", null, document.body, "panel");
  element("h1", content.title, panel);
  element("p", [content.count, ...content.conditions, content.date].join(" · "), panel);
  const list = element("ol", null, panel);
  const markers = new Map();
  for (const venue of content.venues) {
    const item = element("li", null, list);
    item.value = venue.number;
    item.id = `venue-${venue.number}`;
    const name = element(venue.lat === null ? "strong" : "button", venue.name, item);
    for (const line of venue.lines) element("p", line, item);
    element("p", venue.about, item, "about");
    if (venue.lat === null) continue;
    const icon = labelled(String(venue.number), "pin");
    icon.options.html.style.background = venue.color;
    const marker = L.marker([venue.lat, venue.lon], { icon, keyboard: false, title: venue.name });
    const popup = element("div");
    element("strong", venue.name, popup);
    for (const line of venue.lines) element("p", line, popup);
    marker.bindPopup(popup).addTo(map);
    markers.set(venue.number, marker);
    name.type = "button";
    name.addEventListener("click", () => { map.setView(marker.getLatLng(), 16); marker.openPopup(); });
  }
  if (content.origin) {
    L.circleMarker([content.origin.lat, content.origin.lon], { radius: 8, color: "#c4320a" })
      .bindTooltip(element("span", content.origin.name)).addTo(map);
  }
  for (const note of [...content.notes, content.attributions.join(" / "), content.live]) {
    element("p", note, panel, "note");
  }
  map.attributionControl.setPrefix(false);
  map.fitBounds(content.bounds);
})();
