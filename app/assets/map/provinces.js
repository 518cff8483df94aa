// The map of the provinces inside streamlit-folium's frame.
//
// Boundaries are drawn once by atlas.start; every change of view only repaints them through
// atlas.paint, so zoom and pan stay where the reader left them. All texts arrive encoded as
// HTML entities (see app/leaflet.py) and are only ever set as the content of an element.
"use strict";

window.atlas = (function () {
  const OUTLINES = { light: "#5d6670", dark: "#8b949e" };
  const SELECTED_OUTLINES = { light: "#101418", dark: "#ffffff" };
  const PATTERNS = { no_record: "url(#atlas-no-record)", toll_unknown: "url(#atlas-toll-unknown)" };
  const PATTERN_MARKUP =
    '<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>' +
    '<pattern id="atlas-no-record" width="7" height="7" patternUnits="userSpaceOnUse" ' +
    'patternTransform="rotate(45)"><rect class="atlas-paper" width="7" height="7"/>' +
    '<line class="atlas-hatch" x1="0" y1="0" x2="0" y2="7"/></pattern>' +
    '<pattern id="atlas-toll-unknown" width="8" height="8" patternUnits="userSpaceOnUse">' +
    '<rect class="atlas-paper" width="8" height="8"/><circle class="atlas-toll-dot" cx="4" cy="4" r="1.7"/>' +
    '</pattern><pattern id="atlas-thin" width="6" height="6" patternUnits="userSpaceOnUse" ' +
    'patternTransform="rotate(-45)"><line class="atlas-thin" x1="0" y1="0" x2="0" y2="6"/>' +
    "</pattern></defs></svg>";

  // Four corners: drawn, since few fonts have a sign for it.
  const WHOLE_COUNTRY_ICON =
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" ' +
    'stroke="currentColor" stroke-width="1.8"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>';
  // Where a label goes if its own place is taken, in pixels from it: a small province keeps its
  // name readable beside its middle rather than losing it.
  const LABEL_PLACES = [[0, 0], [0, -9], [0, 9], [-10, 0], [10, 0], [-10, -9], [10, -9], [-10, 9], [10, 9], [0, -14], [0, 14]];

  let map = null;
  let readerMoved = false;
  let selected = null;
  let clicks = 0;
  let attribution = "";
  const layers = new Map();
  const thinLayers = new Map();
  const labels = new Map();
  const rows = new Map();

  function plainText(encoded) {
    const box = document.createElement("textarea");
    box.innerHTML = encoded;
    return box.value;
  }

  function wholeCountry() {
    return L.latLngBounds([29.35, 60.45], [38.5, 74.95]);
  }

  function fit() {
    // A frame that the page hasn't laid out yet has no size to fit into; its resize comes later.
    const size = map.getSize();
    if (!size.x || !size.y) return;
    map.fitBounds(wholeCountry(), { animate: false, padding: [4, 4] });
  }

  // Tells the page what the reader did; the number makes every time another value.
  function send(what) {
    clicks += 1;
    window.Streamlit.setComponentValue({ ...what, click: clicks });
  }

  function choose(pcode) {
    send({ province: pcode });
  }

  // A phone's map is so small that a bold outline would cover the smallest provinces.
  function outlineWeight(pcode) {
    if (pcode !== selected) return 0.8;
    return map.getSize().x < 480 ? 1.8 : 3;
  }

  function tooltip(pcode) {
    const row = rows.get(pcode);
    if (!row) return "";
    return (
      '<strong class="atlas-name">' + row.name + "</strong>" +
      '<span class="atlas-value">' + row.value + "</span>" +
      '<span class="atlas-detail">' + row.detail + "</span>"
    );
  }

  function addProvince(feature, layer) {
    const pcode = feature.id;
    layers.set(pcode, layer);
    layer.bindTooltip(() => tooltip(pcode), { sticky: true, className: "atlas-tooltip", opacity: 1 });
    layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      choose(pcode);
    });
    layer.on("mouseover", () => layer.setStyle({ weight: outlineWeight(pcode) + 1.2 }));
    layer.on("mouseout", () => layer.setStyle({ weight: outlineWeight(pcode) }));
    layer.on("add", () => {
      const element = layer.getElement();
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      element.dataset.pcode = pcode;
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(pcode);
      });
      element.addEventListener("focus", () => layer.openTooltip());
      element.addEventListener("blur", () => layer.closeTooltip());
    });
  }

  function addLabel(pcode, position) {
    const icon = L.divIcon({ className: "atlas-label", html: "<span></span>", iconSize: [0, 0] });
    const marker = L.marker(position, { icon, interactive: false, keyboard: false, pane: "atlas-labels" });
    marker.addTo(map);
    labels.set(pcode, marker);
  }

  function addNeighbour(feature, layer) {
    const { name, label_latitude: latitude, label_longitude: longitude } = feature.properties;
    if (latitude === undefined) return;
    const span = document.createElement("span");
    span.textContent = name;
    const icon = L.divIcon({ className: "atlas-neighbour", html: span, iconSize: [0, 0] });
    L.marker([latitude, longitude], { icon, interactive: false, keyboard: false }).addTo(map);
  }

  function overlaps(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  // Labels that would cover another one are hidden until the reader zooms in; the province
  // with the higher value keeps its name, the selected one always does.
  function placeLabels() {
    const order = [...labels.keys()].sort((a, b) => {
      const rank = (pcode) => (pcode === selected ? Infinity : rows.get(pcode)?.weight ?? 0);
      return rank(b) - rank(a) || a.localeCompare(b);
    });
    const spans = order.map((pcode) => labels.get(pcode).getElement().firstElementChild);
    for (const span of spans) span.style.left = span.style.top = "0px";
    // All are measured at once, before any is moved: the page is then laid out a single time.
    const boxes = spans.map((span) => span.getBoundingClientRect());
    // Names don't run under the buttons of the map.
    const placed = [...document.querySelectorAll(".leaflet-bar")].map((bar) => bar.getBoundingClientRect());
    for (const neighbour of document.querySelectorAll(".atlas-neighbour span")) {
      const box = neighbour.getBoundingClientRect();
      neighbour.style.visibility = placed.some((bar) => overlaps(bar, box)) ? "hidden" : "visible";
    }
    const places = boxes.map((box) => {
      if (!box.width) return null;
      for (const [x, y] of LABEL_PLACES) {
        const moved = { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
        if (placed.some((other) => overlaps(moved, other))) continue;
        placed.push(moved);
        return [x, y];
      }
      return null;
    });
    spans.forEach((span, index) => {
      const [x, y] = places[index] ?? [0, 0];
      span.style.left = x + "px";
      span.style.top = y + "px";
      span.style.visibility = places[index] ? "visible" : "hidden";
    });
  }

  function addWholeCountryButton() {
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar");
      const button = L.DomUtil.create("a", "atlas-whole", box);
      button.href = "#";
      button.title = "Show the whole country";
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", "Show the whole country");
      button.innerHTML = WHOLE_COUNTRY_ICON;
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.stop(event);
        readerMoved = false;
        fit();
      });
      return box;
    };
    control.addTo(map);
  }

  function start(leafletMap) {
    map = leafletMap;
    document.body.insertAdjacentHTML("beforeend", PATTERN_MARKUP);
    map.attributionControl.setPrefix(false);
    map.createPane("atlas-labels").style.zIndex = 470;
    map.getPane("atlas-labels").style.pointerEvents = "none";
    L.geoJSON(window.atlasGeometry.neighbours, {
      interactive: false,
      style: { className: "atlas-country", weight: 1, fillOpacity: 1 },
      onEachFeature: addNeighbour,
    }).addTo(map);
    L.geoJSON(window.atlasGeometry.provinces, {
      style: { color: OUTLINES.light, weight: 0.8, fillColor: "#ffffff", fillOpacity: 1 },
      onEachFeature: addProvince,
    }).addTo(map);
    // Hatched over their colour where reporting is thin; added to the map when they are.
    L.geoJSON(window.atlasGeometry.provinces, {
      interactive: false,
      style: { className: "atlas-thin-province", weight: 0, fillColor: "url(#atlas-thin)", fillOpacity: 1 },
      onEachFeature: (feature, layer) => thinLayers.set(feature.id, layer),
    });
    Object.entries(window.atlasGeometry.labels).forEach(([pcode, at]) => addLabel(pcode, at));
    addWholeCountryButton();
    fit();
    map.on("moveend", placeLabels);
    map.on("dragstart", () => (readerMoved = true));
    map.getContainer().addEventListener("wheel", () => (readerMoved = true), { passive: true });
    map.zoomControl?.getContainer().addEventListener("click", () => (readerMoved = true));
    // A wheel scrolls the page until the reader has gone into the map.
    map.scrollWheelZoom.disable();
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    map.on("resize", () => {
      if (!readerMoved) fit();
      placeLabels();
    });
    // The page's style gives the frame its height after the map has measured itself.
    new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
  }

  // One line of a view; the selected province and the ground are those of the last view.
  function paintProvince([pcode, name, kind, colour, value, detail, weight, marks = ""]) {
    rows.set(pcode, { name, value, detail, weight });
    const layer = layers.get(pcode);
    const isSelected = pcode === selected;
    layer.setStyle({
      fillColor: PATTERNS[kind] ?? colour,
      color: (isSelected ? SELECTED_OUTLINES : OUTLINES)[document.body.dataset.ground],
      weight: outlineWeight(pcode),
      // Its rank depends on which estimate is taken.
      dashArray: marks.includes("unstable") ? "5 4" : null,
    });
    const thin = thinLayers.get(pcode);
    if (marks.includes("thin")) thin.addTo(map);
    else thin.remove();
    const element = layer.getElement();
    element.dataset.kind = kind;
    element.setAttribute("aria-label", plainText(name + ": " + value + ". " + detail));
    element.setAttribute("aria-pressed", String(isSelected));
    labels.get(pcode).getElement().firstElementChild.innerHTML = name;
  }

  function paintLanguage([language, direction, buttons]) {
    if (document.documentElement.lang === language) return;
    document.documentElement.lang = language;
    document.body.dataset.direction = direction;
    const elements = ["leaflet-control-zoom-in", "leaflet-control-zoom-out", "atlas-whole"];
    elements.forEach((name, index) => {
      const button = document.querySelector("." + name);
      button.title = plainText(buttons[index]);
      button.setAttribute("aria-label", button.title);
    });
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", plainText(buttons[elements.length]));
  }

  // view: [attribution, selected p-code or null, "light" or "dark",
  //        [[p-code, name, class, colour, value text, detail text, weight, marks], …],
  //        [language, its direction, [texts of the buttons]]]
  function paint(view) {
    const [credit, chosen, ground, provinces, page] = view;
    document.body.dataset.ground = ground;
    paintLanguage(page);
    if (credit !== attribution) {
      map.attributionControl.removeAttribution(attribution).addAttribution(credit);
      attribution = credit;
    }
    selected = chosen;
    provinces.forEach(paintProvince);
    layers.get(selected)?.bringToFront();
    placeLabels();
    document.body.dataset.painted = String(Number(document.body.dataset.painted ?? 0) + 1);
  }

  // For the scripts that build on this one.
  const leafletMap = () => map;
  // Resizing the frame then leaves the view as it is.
  const keepView = () => (readerMoved = true);
  return {
    start, paint, paintProvince, send, layers, labels, leafletMap, placeLabels, plainText,
    wholeCountry, keepView,
  };
})();
