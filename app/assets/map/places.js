// The places of one province as circles, an area for the number of records.
//
// Texts arrive encoded as HTML entities and are only ever set as the content of an element.
"use strict";

(function () {
  let layer = null;

  function start() {
    const map = window.atlas.leafletMap();
    map.createPane("atlas-places").style.zIndex = 455;
    layer = L.layerGroup().addTo(map);
  }

  function draw([latitude, longitude, radius, text]) {
    const circle = L.circleMarker([latitude, longitude], {
      pane: "atlas-places",
      className: "atlas-place",
      radius,
      // A click on a place must not take back the choice of its province.
      bubblingMouseEvents: false,
    });
    circle.bindTooltip(text, { sticky: true, className: "atlas-tooltip" });
    circle.on("add", () => {
      const element = circle.getElement();
      element.setAttribute("role", "img");
      element.setAttribute("tabindex", "0");
      element.setAttribute("aria-label", window.atlas.plainText(text));
      element.addEventListener("focus", () => circle.openTooltip());
      element.addEventListener("blur", () => circle.closeTooltip());
    });
    layer.addLayer(circle);
  }

  // places: [[latitude, longitude, radius in pixels, text], …], the largest first.
  window.atlas.places = function (places) {
    if (!layer) start();
    layer.clearLayers();
    places.forEach(draw);
    document.body.dataset.places = String(places.length);
  };
})();
