// The places of incidents, drawn over the provinces.
//
// Marks have the shape and colour of their group and an area in proportion to killed. Those of a
// group that would lie on each other are put together; a click goes nearer, or asks the page for
// the card of the place. Texts arrive encoded and are only ever set as the content of elements.
"use strict";

(function () {
  const SMALLEST = 3.5;
  const CLUSTER_PIXELS = 34;
  // Fewer marks than this need not be put together.
  const CLUSTERED_FROM = 120;
  const FOCUSABLE = 300;
  const PAUSE_MILLISECONDS = 250;
  // Places of the phrases in a view, see _PHRASES in app/incident_layer.py.
  const [ONE_RECORD, RECORDS, PLACES, TOLL, PROVINCE_ONLY, UNKNOWN, CARD, CLOSE] = [0, 1, 2, 3, 4, 5, 6, 7];

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const { x, y } = this._point;
      const corners = this.options.corners;
      let path = "";
      for (let i = 0; i < corners.length; i += 2) {
        const [dx, dy] = [corners[i] * this._radius, corners[i + 1] * this._radius];
        path += (i ? "L" : "M") + (x + dx).toFixed(1) + " " + (y + dy).toFixed(1);
      }
      this._renderer._setPath(this, path + "Z");
    },
  });

  let view = null;
  let layer = null;
  let shownCard = 0;
  let panel = null;
  let asked = "";
  let timer = 0;

  function number(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  }

  // Puts parts into a phrase of the reader's language, each at the next star.
  function phrase(index, ...parts) {
    return atlas.plainText(view[6][index]).replace(/\*/g, () => parts.shift());
  }

  function recordsText(count) {
    return phrase(count === 1 ? ONE_RECORD : RECORDS, number(count));
  }

  function range(best, low, high) {
    if (best < 0) return phrase(UNKNOWN);
    return low === best && high === best ? number(best) : number(best) + " (" + number(low) + "–" + number(high) + ")";
  }

  function sum(a, b) {
    if (a < 0) return b;
    return b < 0 ? a : a + b;
  }

  // Marks of the same group in the same cell of the screen become one.
  function clusters(map) {
    const [, marks] = view;
    const found = new Map();
    marks.forEach((mark, index) => {
      const [latitude, longitude, group, records, best, low, high, place, code] = mark;
      let key = index;
      if (marks.length >= CLUSTERED_FROM) {
        const { x, y } = map.project([latitude, longitude]);
        key = group + " " + Math.floor(x / CLUSTER_PIXELS) + " " + Math.floor(y / CLUSTER_PIXELS);
      }
      const other = found.get(key);
      if (!other) {
        found.set(key, { latitude, longitude, group, records, best, low, high, place, code, members: [mark] });
        return;
      }
      const all = other.records + records;
      other.latitude += ((latitude - other.latitude) * records) / all;
      other.longitude += ((longitude - other.longitude) * records) / all;
      other.records = all;
      other.best = sum(other.best, best);
      other.low = sum(other.low, low);
      other.high = sum(other.high, high);
      other.members.push(mark);
    });
    return [...found.values()].sort((a, b) => b.best - a.best);
  }

  function describe(cluster, groupName) {
    const count = cluster.members.length;
    const places = count === 1 ? cluster.place : phrase(PLACES, number(count));
    const toll = range(cluster.best, cluster.low, cluster.high);
    const records = phrase(TOLL, recordsText(cluster.records), toll);
    return groupName + (places ? ", " + places : "") + ": " + records;
  }

  function activate(map, cluster) {
    if (cluster.members.length > 1 && map.getZoom() < map.getMaxZoom() - 0.5) {
      const bounds = L.latLngBounds(cluster.members.map((mark) => [mark[0], mark[1]]));
      map.fitBounds(bounds, { maxZoom: map.getMaxZoom(), padding: [60, 60] });
      return;
    }
    const [latitude, longitude, , , , , , , code] = cluster.members[0];
    atlas.send({ mark: [latitude, longitude, atlas.plainText(code)] });
  }

  function drawMark(map, cluster, isFocusable) {
    const [groups, , , scale] = view;
    const [name, colour, corners] = groups[cluster.group];
    const isUnknown = cluster.best < 0;
    const mark = new Mark([cluster.latitude, cluster.longitude], {
      pane: "atlas-marks",
      corners,
      radius: Math.min(42, Math.max(SMALLEST, isUnknown ? 5 : scale * Math.sqrt(cluster.best))),
      color: isUnknown ? colour : getComputedStyle(document.body).getPropertyValue("--halo"),
      weight: isUnknown ? 1.6 : 0.9,
      dashArray: isUnknown ? "2 2" : null,
      fillColor: colour,
      fillOpacity: isUnknown ? 0.15 : 0.78,
      bubblingMouseEvents: false,
    });
    const text = describe(cluster, name);
    mark.bindTooltip(text, { sticky: true, className: "atlas-tooltip" });
    mark.on("click", () => activate(map, cluster));
    mark.on("add", () => {
      const element = mark.getElement();
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", atlas.plainText(text));
      element.classList.add("atlas-mark");
      if (!isFocusable) return;
      element.setAttribute("tabindex", "0");
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        activate(map, cluster);
      });
    });
    layer.addLayer(mark);
  }

  function drawRing([pcode, records]) {
    const at = window.atlasGeometry.labels[pcode];
    if (!at) return;
    const ring = L.circleMarker(at, {
      pane: "atlas-rings",
      className: "atlas-ring",
      radius: 15,
      weight: 2.2,
      fill: false,
      interactive: true,
      bubblingMouseEvents: true,
    });
    const text = phrase(PROVINCE_ONLY, recordsText(records));
    ring.bindTooltip(text, { sticky: true, className: "atlas-tooltip" });
    ring.on("add", () => {
      ring.getElement().setAttribute("role", "img");
      ring.getElement().setAttribute("aria-label", text);
    });
    layer.addLayer(ring);
  }

  function draw() {
    const map = atlas.leafletMap();
    layer.clearLayers();
    if (!view) return;
    view[2].forEach(drawRing);
    const found = clusters(map);
    found.forEach((cluster) => drawMark(map, cluster, found.length <= FOCUSABLE));
  }

  // Where the page couldn't send every place, it is told which part is looked at.
  function askForPart() {
    if (!view || view[4]) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const bounds = atlas.leafletMap().getBounds();
      const part = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
      const text = part.map((side) => side.toFixed(2)).join(" ");
      if (text === asked) return;
      asked = text;
      atlas.send({ part: part.map((side) => Number(side.toFixed(2))) });
    }, PAUSE_MILLISECONDS);
  }

  function start() {
    const map = atlas.leafletMap();
    map.createPane("atlas-rings").style.zIndex = 440;
    map.createPane("atlas-marks").style.zIndex = 460;
    layer = L.layerGroup().addTo(map);
    map.on("zoomend", () => view && view[1].length >= CLUSTERED_FROM && draw());
    map.on("moveend", askForPart);
  }

  function closeCard() {
    panel?.remove();
    panel = null;
  }

  // Beside the map's middle and not at the mark: a popup would push the map away under it.
  function showCard(card) {
    if (!card) {
      closeCard();
      return;
    }
    const [click, , , html] = card;
    if (click === shownCard) return;
    shownCard = click;
    closeCard();
    panel = L.DomUtil.create("section", "atlas-card-panel", atlas.leafletMap().getContainer());
    panel.setAttribute("aria-label", phrase(CARD));
    const close = L.DomUtil.create("button", "atlas-card-close", panel);
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", phrase(CLOSE));
    close.addEventListener("click", closeCard);
    const content = L.DomUtil.create("div", "atlas-card-content", panel);
    content.innerHTML = html;
    content.tabIndex = 0;
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && closeCard());
    close.focus({ preventScroll: true });
  }

  // next: [] for no marks, or
  //       [groups, marks, rings, scale, whether all places are here, card, phrases]
  atlas.incidents = function (next) {
    if (!layer) start();
    view = next.length ? next : null;
    draw();
    showCard(view && view[5]);
    document.body.dataset.marks = view ? String(view[1].length) : "";
  };
})();
