// The live seat map in small: every seat a dot, coloured by its state; deltas as they come.
import { html, nothing } from "lit-html";
import { get, sleep } from "../frame/api.js";
import { isDark } from "../frame/app.js";
import { number, t } from "../frame/texts.js";

const WAIT_SECONDS = 20;
export const STATES = ["available", "held", "sold", "blocked"];
const COLOURS = {
  light: ["#b9cdd2", "#d98a1f", "#0b6570", "#39474c"],
  dark: ["#3a5560", "#f3bd6e", "#63cfd1", "#8c9ba1"],
};
const MARK = { light: "#c2257a", dark: "#ff9ccb" };

/** @param onChange called when the house is there, and when seats have changed */
export function house(eventId, onChange = () => {}) {
  const ending = new AbortController();
  let plan = null;
  let geometry = null;
  let marked = [];
  let states = null;
  let dirty = true;

  run().catch(() => {});

  async function run() {
    plan = await get(`/events/${eventId}/seatmap`, { signal: ending.signal });
    geometry = place(plan);
    let seq = await snapshot();
    while (!ending.signal.aborted) {
      try {
        const delta = await get(`/events/${eventId}/availability?since=${seq}&wait=${WAIT_SECONDS}`, { signal: ending.signal });
        seq = delta.states ? take(delta) : apply(delta);
        paint();
        await sleep(delta.states || changed(delta) ? 300 : 1000, ending.signal);
      } catch {
        if (ending.signal.aborted) return;
        await sleep(2000, ending.signal);
        seq = await snapshot().catch(() => seq);
      }
    }
  }

  async function snapshot() {
    return take(await get(`/events/${eventId}/availability`, { signal: ending.signal }));
  }

  function take({ seq, capacity, states: packed }) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    states = new Uint8Array(capacity);
    for (let n = 0; n < capacity; n++) states[n] = (bytes[n >> 2] >> (2 * (n & 3))) & 3;
    dirty = true;
    paint();
    onChange();
    return seq;
  }

  function apply(delta) {
    STATES.forEach((name, state) => (delta[name] ?? []).forEach((ticketNo) => (states[ticketNo] = state)));
    if (changed(delta)) {
      dirty = true;
      onChange();
    }
    return delta.seq;
  }

  function paint() {
    const canvas = document.querySelector("canvas.house");
    if (!canvas?.clientWidth || !geometry || !states || !dirty) return;
    dirty = false;
    const width = canvas.clientWidth * devicePixelRatio;
    const scale = Math.min(width / geometry.width, (420 * devicePixelRatio) / geometry.height);
    canvas.width = width;
    canvas.height = Math.max(40, geometry.height * scale);
    const pen = canvas.getContext("2d");
    const left = (width - geometry.width * scale) / 2;
    const size = Math.max(1, geometry.dot * scale);
    const colours = COLOURS[isDark() ? "dark" : "light"];
    for (let state = 0; state < colours.length; state++) {
      pen.fillStyle = colours[state];
      for (let n = 0; n < states.length; n++) {
        if (states[n] === state) pen.fillRect(left + geometry.x[n] * scale, geometry.y[n] * scale, size, size);
      }
    }
    pen.strokeStyle = MARK[isDark() ? "dark" : "light"];
    pen.lineWidth = Math.max(1, devicePixelRatio);
    for (const n of marked) pen.strokeRect(left + geometry.x[n] * scale, geometry.y[n] * scale, size, size);
  }

  /** How many of these are in each state. */
  function count(nos) {
    const sums = Object.fromEntries(STATES.map((name) => [name, 0]));
    for (const n of nos) sums[STATES[states[n]]]++;
    return sums;
  }

  function counts() {
    const sums = count(states?.keys() ?? []);
    return STATES.map((name) => `${t(`console.seat.${name}`)}: ${number(sums[name])}`).join(", ");
  }

  const repaint = () => {
    dirty = true;
    paint();
  };
  addEventListener("resize", repaint);
  addEventListener("themechange", repaint);

  return {
    /** The seat map as the API has it. */
    get plan() {
      return plan;
    },
    get ready() {
      return states !== null;
    },
    count,
    ticketId: (no) => plan.ticketIdPrefix + no.toString(plan.ticketIdRadix),
    /** The numbers of a section's tickets in a state. */
    inState(state, first, many) {
      const wanted = STATES.indexOf(state);
      return [...states.subarray(first, first + many).keys()].map((at) => first + at).filter((no) => states[no] === wanted);
    },
    /** Shows which are meant. */
    mark(nos) {
      marked = nos;
      repaint();
    },
    stop() {
      ending.abort();
      removeEventListener("resize", repaint);
      removeEventListener("themechange", repaint);
    },
    view() {
      requestAnimationFrame(paint);
      return html`<canvas
        class="house"
        role="img"
        aria-label=${`${t("console.house")}. ${counts()}`}
      ></canvas>
      <p class="key-line">${STATES.map((name) => html`<span><i class="seat-${name}"></i>${t(`console.seat.${name}`)}</span>`)}</p>
        ${states ? nothing : html`<p class="soft small">${t("loading")}</p>`}`;
    },
  };
}

function changed(delta) {
  return STATES.some((name) => delta[name]?.length);
}

/** Where each ticket's dot is, metres from the corner of the house; standing places fill a square beside their section. */
function place(map) {
  const x = new Float32Array(map.capacity);
  const y = new Float32Array(map.capacity);
  for (const section of map.sections) {
    for (const row of section.rows) {
      for (let seat = 0; seat < row.seats; seat++) {
        x[row.firstTicketNo + seat] = section.x + row.x + seat * (row.pitch || 0.5);
        y[row.firstTicketNo + seat] = section.y + row.y;
      }
    }
    if (!section.rows.length) {
      const side = Math.ceil(Math.sqrt(section.capacity * 2));
      for (let n = 0; n < section.capacity; n++) {
        x[section.firstTicketNo + n] = section.x + (n % side) * 0.5;
        y[section.firstTicketNo + n] = section.y + Math.floor(n / side) * 0.5;
      }
    }
  }
  spread(map, x, y);
  const [left, right] = bounds(x);
  const [top, bottom] = bounds(y);
  return { x: x.map((v) => v - left), y: y.map((v) => v - top), width: right - left + 1, height: bottom - top + 1, dot: 0.38 };
}

/** A template without a drawing has all sections and rows at one place: then they are put below each other. */
function spread(map, x, y) {
  const drawn = map.sections.some((section) => section.x || section.y) || map.sections.length === 1;
  let below = 0;
  for (const section of map.sections) {
    const flat = section.rows.length > 1 && section.rows.every((row) => row.y === section.rows[0].y);
    let at = 0;
    section.rows.forEach((row, index) => {
      for (let seat = 0; seat < row.seats && flat; seat++) y[row.firstTicketNo + seat] = section.y + index * 0.9;
    });
    for (let n = 0; n < section.capacity; n++) {
      const ticket = section.firstTicketNo + n;
      if (!drawn) y[ticket] += below - section.y;
      at = Math.max(at, y[ticket] - (drawn ? 0 : below));
    }
    below += at + 2;
  }
}

function bounds(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length ? [low, high] : [0, 1];
}
