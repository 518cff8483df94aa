"use strict";
// Choropleth, groups, time and cards of one view, worked out in the browser from the rows of the
// aggregate. Texts are only ever set as text, never as markup.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { months, groups, provinces, rows, records, bounds, colours, zero, labels, measure } = data;
  const by = (id) => document.getElementById(id);
  const svg = by("map");
  const shapes = new Map([...svg.querySelectorAll(".province")].map((shape) => [shape.dataset.pcode, shape]));
  const marksLayer = by("marks");
  const slider = by("slider");
  const chosenGroups = new Set(groups.map((_, index) => index));
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let chosen = data.chosen;
  let timer = 0;

  function number(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
  }

  function range(best, low, high) {
    if (best === null) return "unknown";
    return low === best && high === best ? number(best) : number(best) + " (" + number(low) + "–" + number(high) + ")";
  }

  function inTime(month) {
    const until = Number(slider.value);
    return by("single").checked ? month === until : month <= until;
  }

  function sums() {
    const found = new Map();
    for (const [province, month, group, incidents, low, best, high, unknown] of rows) {
      if (!chosenGroups.has(group) || !inTime(month)) continue;
      const sum = found.get(province) ?? { incidents: 0, low: null, best: null, high: null, unknown: 0 };
      sum.incidents += incidents;
      sum.unknown += unknown;
      if (best !== null) {
        sum.low = (sum.low ?? 0) + low;
        sum.best = (sum.best ?? 0) + best;
        sum.high = (sum.high ?? 0) + high;
      }
      found.set(province, sum);
    }
    return found;
  }

  function classOf(sum) {
    if (!sum || !sum.incidents) return "no_record";
    const value = measure.estimates ? sum.best : sum.incidents;
    if (value === null || (value === 0 && sum.unknown > 0)) return "toll_unknown";
    if (value === 0) return "zero";
    const index = bounds.findIndex((bound) => value <= bound);
    return "class_" + (index < 0 ? bounds.length - 1 : index);
  }

  const FILLS = { no_record: "url(#hatch)", toll_unknown: "url(#dots)", zero };

  function describe(sum) {
    if (!sum || !sum.incidents) return "no cited record; not a finding of no violence";
    const records = number(sum.incidents) + (sum.incidents === 1 ? " record" : " records");
    if (!measure.estimates) return records;
    return range(sum.best, sum.low, sum.high) + " " + measure.unit + " in " + records + ", " + number(sum.unknown) + " without a figure";
  }

  function element(name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text) made.textContent = text;
    return made;
  }

  function tag(name, text, parent) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }

  function shown() {
    return records.filter((record) => chosenGroups.has(record.group) && inTime(record.month) && (chosen === null || record.province === chosen));
  }

  function drawMarks(list) {
    marksLayer.replaceChildren();
    const places = new Map();
    for (const record of list) {
      if (record.x === null) continue;
      const key = record.x + " " + record.y + " " + record.group;
      const place = places.get(key) ?? { ...record, killed: null };
      if (record.killed[1] !== null) place.killed = (place.killed ?? 0) + record.killed[1];
      places.set(key, place);
    }
    for (const place of [...places.values()].sort((a, b) => (b.killed ?? 0) - (a.killed ?? 0))) {
      const isUnknown = place.killed === null;
      const radius = isUnknown ? 4 : Math.max(3, data.scale * Math.sqrt(place.killed));
      const corners = groups[place.group].corners.map((part, i) => (part * radius + (i % 2 ? place.y : place.x)).toFixed(1));
      const path = "M" + corners.join(" ") + "Z";
      const mark = element("path", { d: path, fill: groups[place.group].colour, class: isUnknown ? "mark unknown" : "mark" });
      if (isUnknown) mark.style.stroke = groups[place.group].colour;
      marksLayer.append(mark);
    }
  }

  function drawCards(list) {
    const place = chosen === null ? "Afghanistan" : provinces[chosen].name;
    by("cards-title").textContent = place + ": " + number(list.length) + (list.length === 1 ? " record" : " records");
    const most = 60;
    by("cards-note").textContent = data.withheld || (list.length > most ? "The newest " + most + " of them." : "");
    const box = by("cards-list");
    box.replaceChildren();
    for (const record of list.slice(0, most)) {
      const card = tag("article", "", box);
      tag("h3", record.date + " · " + record.where, card);
      tag("small", record.precision, card);
      tag("p", record.what, card);
      tag("p", "Killed: " + range(record.killed[1], record.killed[0], record.killed[2]) + (record.scope ? " (all sides)" : "") + " · Injured: " + range(record.injured[1], record.injured[0], record.injured[2]), card);
      if (record.summary) tag("p", record.summary, card);
      if (record.note) tag("small", record.note, card);
      const sources = tag("ul", "", card);
      for (const [publisher, address, day] of record.sources) {
        const line = tag("li", "", sources);
        if (address) {
          const link = tag("a", publisher, line);
          link.href = address;
          link.rel = "noopener noreferrer";
        } else line.append(publisher);
        if (day) line.append(", " + day);
      }
    }
  }

  function draw() {
    const found = sums();
    let total = 0;
    let active = 0;
    const counts = new Map();
    provinces.forEach((province, index) => {
      const sum = found.get(index);
      const kind = classOf(sum);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const shape = shapes.get(province.pcode);
      shape.setAttribute("fill", FILLS[kind] ?? colours[Number(kind.slice(6))]);
      shape.dataset.kind = kind;
      shape.setAttribute("aria-label", province.name + ": " + describe(sum));
      shape.classList.toggle("chosen", index === chosen);
      shape.setAttribute("aria-pressed", String(index === chosen));
      active += sum && sum.incidents ? 1 : 0;
    });
    found.forEach((sum) => (total += sum.incidents));
    // Records without a known province count, but are nowhere on the map.
    const nowhere = found.get(-1)?.incidents ?? 0;
    by("month").textContent = months[Number(slider.value)] ?? "";
    by("count").textContent = number(total) + (total === 1 ? " cited record" : " cited records") + " in " + active + " of " + provinces.length + " provinces" + (nowhere ? ", " + number(nowhere) + " of them without a known province" : "");
    by("legend").querySelectorAll("li").forEach((line) => {
      line.lastElementChild.textContent = " (" + (counts.get(line.dataset.kind) ?? 0) + ")";
    });
    const list = shown();
    drawMarks(list);
    drawCards(list);
    document.body.dataset.drawn = String(Number(document.body.dataset.drawn ?? 0) + 1);
  }

  function addLegend() {
    for (const [kind, label, fill] of labels) {
      const line = tag("li", "", by("legend"));
      line.dataset.kind = kind;
      const swatch = element("svg", { width: 24, height: 14, "aria-hidden": "true" });
      swatch.append(element("rect", { x: 0.5, y: 0.5, width: 23, height: 13, fill: FILLS[kind] ?? fill, stroke: "#8b939c" }));
      line.append(swatch, label);
      tag("small", "", line);
    }
  }

  function addGroups() {
    groups.forEach((group, index) => {
      const label = tag("label", "", by("groups"));
      const box = tag("input", "", label);
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) chosenGroups.add(index);
        else chosenGroups.delete(index);
        draw();
      });
      const shape = element("svg", { width: 16, height: 14, viewBox: "-8 -7 16 14", "aria-hidden": "true" });
      shape.append(element("path", { d: "M" + group.corners.map((part) => (part * 5).toFixed(1)).join(" ") + "Z", fill: group.colour }));
      label.append(shape, " " + group.label);
    });
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    by("play").textContent = "Play";
    by("play").setAttribute("aria-pressed", "false");
  }

  function play() {
    if (timer) {
      stop();
      return;
    }
    if (Number(slider.value) >= months.length - 1) slider.value = 0;
    by("play").textContent = "Pause";
    by("play").setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (Number(slider.value) >= months.length - 1) {
        stop();
        return;
      }
      slider.value = Number(slider.value) + 1;
      draw();
    }, reduced ? 1000 : 300);
  }

  function choose(index) {
    chosen = chosen === index ? null : index;
    draw();
  }

  function addProvinces() {
    provinces.forEach((province, index) => {
      const shape = shapes.get(province.pcode);
      shape.addEventListener("click", () => moved || choose(index));
      shape.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(index);
      });
      const tell = (event) => {
        const tip = by("tooltip");
        tip.textContent = shape.getAttribute("aria-label");
        tip.hidden = false;
        const box = by("map-box").getBoundingClientRect();
        const at = shape.getBoundingClientRect();
        const x = event.clientX ?? at.x + at.width / 2;
        const y = event.clientY ?? at.y + at.height / 2;
        tip.style.left = Math.min(x - box.x + 12, box.width - 270) + "px";
        tip.style.top = y - box.y + 14 + "px";
      };
      shape.addEventListener("pointermove", tell);
      shape.addEventListener("focus", tell);
      for (const away of ["pointerleave", "blur"]) shape.addEventListener(away, () => (by("tooltip").hidden = true));
    });
  }

  const whole = svg.viewBox.baseVal;
  const start = [whole.x, whole.y, whole.width, whole.height];
  let moved = false;

  function zoom(factor, x, y) {
    const [left, top, width, height] = factor ? [whole.x, whole.y, whole.width, whole.height] : start;
    const next = Math.max(start[2] / 12, Math.min(start[2], width * (factor || 1)));
    const change = next / width;
    whole.width = next;
    whole.height = height * change;
    whole.x = factor ? x - (x - left) * change : left;
    whole.y = factor ? y - (y - top) * change : top;
    svg.style.setProperty("--zoom", String(next / start[2]));
    svg.querySelectorAll(".label, .neighbour").forEach((text) => (text.style.fontSize = (text.classList.contains("label") ? 12.5 : 11) * (next / start[2]) + "px"));
  }

  function addZoom() {
    document.querySelectorAll("[data-zoom]").forEach((button) =>
      button.addEventListener("click", () => zoom(Number(button.dataset.zoom), whole.x + whole.width / 2, whole.y + whole.height / 2)),
    );
    let from = null;
    svg.addEventListener("pointerdown", (event) => {
      from = [event.clientX, event.clientY, whole.x, whole.y];
      moved = false;
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const scale = whole.width / svg.clientWidth;
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      if (Math.abs(dx) + Math.abs(dy) > 4) moved = true;
      whole.x = from[2] - dx * scale;
      whole.y = from[3] - dy * scale;
    });
    addEventListener("pointerup", () => (from = null));
  }

  slider.max = Math.max(months.length - 1, 0);
  slider.value = slider.max;
  slider.addEventListener("input", () => {
    stop();
    draw();
  });
  by("single").addEventListener("change", draw);
  by("play").addEventListener("click", play);
  addLegend();
  addGroups();
  addProvinces();
  addZoom();
  draw();
})();
