// Plays the map of the provinces month by month, inside the map's frame: no answer of the server
// is needed, and zoom and pan stay where the reader left them.
//
// All texts arrive encoded as HTML entities (see app/playback.py).
"use strict";

window.atlas.playback = (function () {
  const { paintProvince, layers, plainText } = window.atlas;
  const SPEEDS = [1, 2, 4, 8];
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const ICONS = {
    play: '<path d="M4 2.5v11l9-5.5z"/>',
    pause: '<path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z"/>',
    back: '<path d="M10.5 2.5v11L4 8z"/><path d="M2.5 2.5H4v11H2.5z"/>',
    on: '<path d="M5.5 2.5v11L12 8z"/><path d="M12 2.5h1.5v11H12z"/>',
  };
  // The film: [months, summaries, whens, states, provinces, frames], see app/playback.py.
  let film = null;
  let position = 0;
  let timer = null;
  let controls = null;

  function icon(name) {
    return '<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="currentColor">' + ICONS[name] + "</svg>";
  }

  function button(name, label, act) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "atlas-" + name;
    element.innerHTML = icon(name);
    element.setAttribute("aria-label", label);
    element.title = label;
    element.addEventListener("click", act);
    return element;
  }

  function makeControls() {
    const bar = document.createElement("div");
    bar.className = "atlas-playback";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Playback by month");
    const play = document.createElement("button");
    play.type = "button";
    play.className = "atlas-play";
    play.addEventListener("click", () => (timer === null ? start() : stop()));
    const back = button("back", "One month back", () => step(-1));
    const on = button("on", "One month on", () => step(1));
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.setAttribute("aria-label", "Month");
    slider.addEventListener("input", () => {
      stop();
      show(Number(slider.value));
    });
    const text = document.createElement("output");
    text.innerHTML = "<strong></strong> <span></span>";
    const label = document.createElement("label");
    label.innerHTML = "<span>Speed</span>";
    const speed = document.createElement("select");
    SPEEDS.forEach((each) => speed.add(new Option(each === 1 ? "1 month a second" : `${each} months a second`, each)));
    speed.setAttribute("aria-label", "Speed");
    speed.value = String(calm.matches ? 1 : 4);
    speed.addEventListener("change", () => timer !== null && start());
    label.append(speed);
    bar.append(back, play, on, slider, label, text);
    document.body.append(bar);
    return { bar, play, back, on, slider, text, speed };
  }

  function showPlaying() {
    const isPlaying = timer !== null;
    controls.play.innerHTML = icon(isPlaying ? "pause" : "play") + "<span>" + (isPlaying ? "Pause" : "Play") + "</span>";
    // A screen reader would fall behind a film: it is told where the film stopped.
    controls.text.setAttribute("aria-live", isPlaying ? "off" : "polite");
    controls.bar.dataset.playing = String(isPlaying);
  }

  function show(month) {
    position = month;
    const [months, summaries, whens, states, provinces, frames] = film;
    frames[month].forEach((place, number) => {
      const [pcode, name, weight] = provinces[number];
      const [kind, colour, value, detail] = states[place];
      paintProvince([pcode, name, kind, colour, value, (whens[month] + " " + detail).trim(), weight]);
    });
    layers.forEach((layer) => layer.isTooltipOpen() && layer.getTooltip().update());
    const [title, line] = controls.text.children;
    title.innerHTML = months[month];
    line.innerHTML = summaries[month];
    controls.slider.value = String(month);
    controls.slider.setAttribute("aria-valuetext", plainText(months[month]));
    controls.back.disabled = month === 0;
    controls.on.disabled = month === frames.length - 1;
    controls.bar.dataset.month = String(month);
  }

  function stop() {
    if (timer === null) return;
    window.clearInterval(timer);
    timer = null;
    showPlaying();
    // Told anew, now that the line is read out.
    show(position);
  }

  function next() {
    if (position < film[5].length - 1) show(position + 1);
    if (position === film[5].length - 1) stop();
  }

  function start() {
    window.clearInterval(timer);
    const isAtEnd = position === film[5].length - 1;
    timer = window.setInterval(next, 1000 / Number(controls.speed.value));
    showPlaying();
    if (isAtEnd) show(0);
  }

  function step(months) {
    stop();
    show(Math.min(Math.max(position + months, 0), film[5].length - 1));
  }

  function leave() {
    stop();
    film = null;
    document.body.classList.remove("atlas-has-playback");
    if (controls) controls.bar.hidden = true;
  }

  document.addEventListener("visibilitychange", () => document.hidden && stop());

  // Called after atlas.paint with each change of the view; without months there is nothing to play.
  return function (newFilm) {
    const [months, , , , , frames] = newFilm;
    if (!frames.length) return leave();
    controls ??= makeControls();
    controls.bar.hidden = false;
    document.body.classList.add("atlas-has-playback");
    // The reader stays in the month that is on view, as long as the months are the same.
    const isSame = film !== null && film[0].join() === months.join();
    if (!isSame) stop();
    film = newFilm;
    controls.slider.max = String(frames.length - 1);
    controls.slider.disabled = controls.play.disabled = frames.length === 1;
    showPlaying();
    show(isSame ? position : frames.length - 1);
  };
})();
