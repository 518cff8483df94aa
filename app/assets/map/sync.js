// Maps that stand beside each other show the same part of the country.
//
// Only the map that the reader has touched last tells the others where it looks; a map that
// follows tells nothing, so that no message can come back. Frames of different sizes show the
// same middle, each as much closer than its own view of the whole country.
"use strict";

(function () {
  const HELLO = "hello";
  const TOUCHES = ["pointerdown", "wheel", "keydown", "click"];
  let channel = null;
  let leads = false;

  // Null while the page hasn't laid the frame out yet.
  function wholeZoom(map) {
    const size = map.getSize();
    if (!size.x || !size.y) return null;
    return map.getBoundsZoom(window.atlas.wholeCountry(), false, L.point(8, 8));
  }

  function tell() {
    const map = window.atlas.leafletMap();
    const whole = wholeZoom(map);
    if (!leads || whole === null) return;
    const { lat, lng } = map.getCenter();
    channel.postMessage([lat, lng, map.getZoom() - whole]);
  }

  function follow([latitude, longitude, closer]) {
    leads = false;
    const map = window.atlas.leafletMap();
    const whole = wholeZoom(map);
    if (whole === null) return;
    window.atlas.keepView();
    map.setView([latitude, longitude], whole + closer, { animate: false });
  }

  function lead() {
    if (leads) return;
    leads = true;
    // Stops a map that still glides.
    tell();
  }

  // Called with every repaint; the name belongs to the page, so that two tabs stay apart.
  window.atlas.sync = function (name) {
    if (channel) return;
    const map = window.atlas.leafletMap();
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => (data === HELLO ? tell() : follow(data));
    TOUCHES.forEach((touch) => {
      map.getContainer().addEventListener(touch, lead, { capture: true, passive: true });
    });
    map.on("move", tell);
    // A map that is drawn late looks where the others do.
    channel.postMessage(HELLO);
  };
})();
