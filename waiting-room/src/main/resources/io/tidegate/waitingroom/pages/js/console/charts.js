// Charts as SVG: lines over time or over a share, bars, and a funnel. Each is described in words for who cannot see it.
import { html, nothing, svg } from "lit-html";
import { number } from "../frame/texts.js";

const WIDTH = 640;
const HEIGHT = 220;
const LEFT = 84;
const BOTTOM = 26;
const TOP = 10;
const TICKS = 4;

/** The colour of the n-th line; named in console.css, so that it fits light and dark. */
export const hue = (at) => `hue-${at % 6}`;

/**
 * @param lines [{name, points: [[x, y]…]}]
 * @param xText, yText how values are written
 */
export function lineChart(label, lines, { xText = number, yText = number, xTicks = 4 } = {}) {
  const points = lines.flatMap((line) => line.points);
  if (points.length < 2) return html`<div class="chart none" role="img" aria-label=${label}></div>`;
  const xs = points.map(([x]) => x);
  const [xMin, xMax] = [Math.min(...xs), Math.max(...xs)];
  const top = niceTop(Math.max(...points.map(([, y]) => y)));
  const x = (value) => LEFT + ((value - xMin) / (xMax - xMin || 1)) * (WIDTH - LEFT - 12);
  const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  return html`<figure class="chart">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
      ${ticks(TICKS, 0, top).map(
        (value) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - 12} y1=${y(value)} y2=${y(value)}></line>
          <text class="axis" x=${LEFT - 6} y=${y(value) + 4} text-anchor="end">${yText(value)}</text>`,
      )}
      ${ticks(xTicks, xMin, xMax).map(
        (value, at, all) => svg`<text class="axis" x=${x(value)} y=${HEIGHT - 8}
          text-anchor=${at === all.length - 1 ? "end" : at ? "middle" : "start"}>${xText(value)}</text>`,
      )}
      ${lines.map(
        (line, at) => svg`<polyline class="curve ${hue(at)}" points=${line.points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(" ")}></polyline>`,
      )}
    </svg>
    ${legend(lines.map((line) => line.name))}
  </figure>`;
}

export function legend(names) {
  return names.length < 2 && !names[0]
    ? nothing
    : html`<figcaption class="key-line">${names.map((name, at) => html`<span><i class=${hue(at)}></i>${name}</span>`)}</figcaption>`;
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
          <rect class="hue-0" width=${(1000 * step.value) / most} height="10"></rect>
        </svg>
        <b class="number">${number(step.value)}</b>
        <span class="soft small">${step.text ?? ""}</span>
      </li>`,
    )}
  </ol>`;
}

function niceTop(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((value) => value >= most);
}

function ticks(count, from, to) {
  return Array.from({ length: count + 1 }, (_, at) => from + ((to - from) * at) / count);
}
