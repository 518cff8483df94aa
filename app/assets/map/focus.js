// Looks at one province when it is chosen.
//
// Every repaint names the province, but only another one than before moves the map: what the
// reader does to zoom and pan in between stays.
"use strict";

(function () {
  const PADDING_PIXELS = 24;
  const COUNTRY_PADDING_PIXELS = 4;
  let focused = null;
  let readerMoved = false;
  let isListening = false;

  function look() {
    const map = window.atlas.leafletMap();
    const size = map.getSize();
    // A frame that the page hasn't laid out yet has no size to fit into; its resize comes later.
    if (!size.x || !size.y) return;
    const layer = window.atlas.layers.get(focused);
    const padding = layer ? PADDING_PIXELS : COUNTRY_PADDING_PIXELS;
    const bounds = layer ? layer.getBounds() : window.atlas.wholeCountry();
    map.fitBounds(bounds, { animate: false, padding: [padding, padding] });
  }

  function listen() {
    if (isListening) return;
    isListening = true;
    const map = window.atlas.leafletMap();
    const container = map.getContainer();
    const moved = () => (readerMoved = true);
    map.on("dragstart", moved);
    container.addEventListener("wheel", moved, { passive: true });
    container.querySelectorAll(".leaflet-bar").forEach((bar) => bar.addEventListener("click", moved));
    map.on("resize", () => {
      if (focused !== null && !readerMoved) look();
    });
  }

  // pcode: the chosen province, or null for the whole country.
  window.atlas.focus = function (pcode) {
    listen();
    if (pcode === focused) return;
    focused = pcode;
    readerMoved = false;
    // The map's own fit to the whole country would otherwise undo this one.
    window.atlas.keepView();
    look();
    document.body.dataset.focused = pcode ?? "";
  };
})();
