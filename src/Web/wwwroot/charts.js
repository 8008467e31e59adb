// Reading charts: what their lines say under the pointer, and zooming in by dragging over a part. The numbers are the
// server's (data-x, data-y of each line); the form they zoom by works without a pointer too.
(() => {
  const make = name => Object.assign(document.createElement("div"), { className: name, hidden: true, ariaHidden: "true" });
  const cursor = make("chart-cursor"), tip = make("chart-tip"), range = make("chart-range");
  let drag = null;

  const chartAt = event => event.target instanceof Element ? event.target.closest("svg[data-reads]") : null;
  const toChart = (chart, event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse()).x;
  const toScreen = (chart, x) => new DOMPoint(x, 0).matrixTransform(chart.getScreenCTM()).x;

  // The points of a line: where they are drawn, and what they say.
  const pointsOf = line => {
    const values = line.dataset.y.split("|"), steps = line.dataset.x.split(" ");
    return [...line.getAttribute("d").matchAll(/[ML](-?[\d.]+)/g)].map((place, at) => ({ place: +place[1], x: +steps[at], y: values[at] }));
  };
  const nearest = (points, place) => points.reduce((best, point) => Math.abs(point.place - place) < Math.abs(best.place - place) ? point : best);
  const linesOf = chart => [...chart.querySelectorAll("path[data-x]")].filter(line => line.dataset.x).map(line => ({ name: line.dataset.name, points: pointsOf(line) }));
  const told = (chart, x) => chart.dataset.reads === "time" ? new Date(x * 1000).toISOString().slice(5, 16).replace("T", " ") : x.toLocaleString("en");

  const hide = () => { cursor.hidden = tip.hidden = range.hidden = true; };
  const stand = (element, left, top, width, height) => Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: width && `${width}px`, height: height && `${height}px` });

  const read = (chart, event) => {
    const lines = linesOf(chart);
    if (!lines.length) return hide();
    if (!tip.isConnected) document.body.append(range, cursor, tip);
    const at = nearest(lines[0].points, toChart(chart, event)), box = chart.getBoundingClientRect(), left = toScreen(chart, at.place);
    cursor.hidden = tip.hidden = false;
    stand(cursor, left, box.top, 1, box.height);
    tip.replaceChildren(...[[chart.dataset.axis, told(chart, at.x)], ...lines.map(line => [line.name, nearest(line.points, at.place).y])].map(([name, value]) => {
      const row = document.createElement("div");
      row.append(`${name} `, Object.assign(document.createElement("strong"), { textContent: value }));
      return row;
    }));
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    stand(tip, Math.max(8, Math.min(left + 12, room)), Math.max(8, box.top - tip.offsetHeight + 8));
    if (drag?.chart === chart) {
      drag.to = at;
      const [from, to] = [toScreen(chart, drag.from.place), left].sort((one, other) => one - other);
      range.hidden = drag.from === at;
      stand(range, from, box.top, to - from, box.height);
    }
  };

  document.addEventListener("pointermove", event => {
    const chart = drag?.chart ?? chartAt(event);
    if (chart) read(chart, event); else hide();
  });
  document.addEventListener("pointerdown", event => {
    const chart = chartAt(event), lines = chart?.dataset.zooms && event.button === 0 ? linesOf(chart) : [];
    if (!lines.length) return;
    event.preventDefault();
    drag = { chart, from: nearest(lines[0].points, toChart(chart, event)) };
  });
  document.addEventListener("pointerup", () => {
    const done = drag;
    drag = null;
    hide();
    if (!done?.to || done.to.x === done.from.x) return;
    const fields = done.chart.dataset.zooms.split(" ").map(id => document.getElementById(id));
    [done.from.x, done.to.x].sort((one, other) => one - other).forEach((step, at) => {
      fields[at].value = step;
      fields[at].dispatchEvent(new Event("change", { bubbles: true }));
    });
    fields[0].form.requestSubmit();
  });
  document.addEventListener("pointercancel", () => { drag = null; hide(); });
  document.addEventListener("scroll", hide, { passive: true, capture: true });
})();
