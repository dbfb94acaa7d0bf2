// Charts: lines by uPlot, bars and a funnel as SVG. Each is named in words for who cannot see it.
import { html, svg } from "lit-html";
import uPlot from "uplot";
import { isDark } from "../frame/app.js";
import { number, t } from "../frame/texts.js";

const HEIGHT = 230;
const AXIS_WIDTH = 92;
/** Steps of an axis of time, milliseconds. */
const TIME_STEPS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 6 * 3600, 86400].map((seconds) => seconds * 1000);
const COLOURS = {
  light: { lines: ["#0b6570", "#b4530a", "#6d3fb0", "#1b6b3a", "#a8285f", "#3d5a80"], ink: "#4b6068", grid: "#d5dee0" },
  dark: { lines: ["#63cfd1", "#f3bd6e", "#c3a6f5", "#7fd6a0", "#f59ac0", "#a8c7fa"], ink: "#a6b9c0", grid: "#2a3d45" },
};

const drawn = new Map();
addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("resize", redraw);

/**
 * @param lines [{name, points: [[x, y]…]}]
 * @param xText, yText how values are written
 * @param time whether x is milliseconds since 1970
 */
export function lineChart(label, lines, { xText = number, yText = number, time = false } = {}) {
  const id = `plot-${label.replace(/\W+/g, "-")}`;
  requestAnimationFrame(() => draw(id, { lines, xText, yText, time }));
  return html`<div class="plot" id=${id} role="img" aria-label=${`${label}: ${lines.map((line) => line.name).join(", ")}`}></div>`;
}

function draw(id, wish) {
  const element = document.getElementById(id);
  const known = drawn.get(id);
  const names = wish.lines.map((line) => line.name).join("|");
  const data = wish.lines.length ? uPlot.join(wish.lines.map((line) => [line.points.map(([x]) => x), line.points.map(([, y]) => y)])) : [];
  if (known && known.element === element && known.names === names) {
    known.wish = wish;
    known.plot.setData(data);
    return;
  }
  known?.plot.destroy();
  drawn.delete(id);
  if (!element?.clientWidth || !data[0]?.length) return;
  drawn.set(id, { element, names, wish, plot: new uPlot(options(element, wish), data, element) });
}

/** In other colours or another size. */
function redraw() {
  for (const [id, { wish, plot }] of [...drawn]) {
    plot.destroy();
    drawn.delete(id);
    draw(id, wish);
  }
}

function options(element, { lines, xText, yText, time }) {
  const colours = COLOURS[isDark() ? "dark" : "light"];
  const axis = (text) => ({
    stroke: colours.ink,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1 },
    values: (_, values) => values.map((value) => (value === null ? "" : text(value))),
  });
  const written = (text) => (_, value) => (value === null || value === undefined ? "–" : text(value));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    scales: { x: { time: false }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.08 : 1] } },
    axes: [{ ...axis(xText), space: 90, ...(time ? { incrs: TIME_STEPS } : {}) }, { ...axis(yText), size: AXIS_WIDTH }],
    series: [
      { label: t("console.at"), value: written(xText) },
      ...lines.map((line, at) => ({
        label: line.name,
        stroke: colours.lines[at % colours.lines.length],
        width: 2.5,
        points: { show: false },
        spanGaps: true,
        value: written(yText),
      })),
    ],
  };
}

/** Parts of a whole as one bar: [{name, value, kind}]. */
export function shareBar(label, parts) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  let from = 0;
  const rects = parts.map((part) => {
    const width = (1000 * part.value) / whole;
    from += width;
    return svg`<rect class=${part.kind} x=${from - width} width=${width} height="10"></rect>`;
  });
  return html`<svg class="share-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=${label}>${rects}</svg>
    <p class="key-line">${parts.map((part) => html`<span><i class=${part.kind}></i>${part.name} <b class="number">${number(part.value)}</b></span>`)}</p>`;
}

/** Steps of which each has no more than the one before: [{name, value, text}]. */
export function funnel(steps) {
  const most = Math.max(1, ...steps.map((step) => step.value));
  return html`<ol class="funnel">
    ${steps.map(
      (step) => html`<li>
        <span>${step.name}</span>
        <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
          <rect class="track" width="1000" height="10"></rect>
          <rect class="reached" width=${(1000 * step.value) / most} height="10"></rect>
        </svg>
        <b class="number">${number(step.value)}</b>
        <span class="soft small">${step.text ?? ""}</span>
      </li>`,
    )}
  </ol>`;
}
