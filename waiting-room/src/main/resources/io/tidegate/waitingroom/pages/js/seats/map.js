// The seat map on the page's side: a canvas that a worker draws on, moved by finger, wheel and buttons.
import { isDark } from "../frame/app.js";

const SCALE_MAX = 90;
const TAP_PX = 10;
const REACH_PX = 22;
const SEAT_SCALE = 44;
const MARGIN_PX = 24;
const AROUND_M = 4;
/** The legend lies over the map's lower edge. */
const LEGEND_PX = 36;

/**
 * The worker and its view.
 *
 * @param on called with (type, message) for whatever the worker says
 */
export function seatMap({ seatmap, availability, stage }, on) {
  const canvas = document.createElement("canvas");
  canvas.className = "map-canvas";
  const worker = new Worker(asset("js/seats/worker.js"), { type: "module" });
  const fingers = new Map();
  let view = null;
  let fitted = null;
  let bounds = null;
  let moved = 0;
  let started = false;
  let wish = null;
  let awaited = null;

  worker.onmessage = ({ data }) => {
    if (data.type === "ready") {
      bounds = data.bounds;
      fit();
    }
    on(data.type, data);
  };

  const observer = new ResizeObserver(() => {
    const size = dimensions();
    if (!size[0] || !size[1]) return;
    if (started) {
      worker.postMessage({ type: "resize", size });
      if (awaited) frame(...awaited);
      else if (bounds && view && fitted === view.scale) fit();
      return;
    }
    started = true;
    const offscreen = canvas.transferControlToOffscreen();
    worker.postMessage({ type: "start", canvas: offscreen, seatmap, availability, size }, [offscreen]);
    look();
  });
  observer.observe(canvas);

  function dimensions() {
    return [canvas.clientWidth, canvas.clientHeight, Math.min(devicePixelRatio, 2)];
  }

  function look() {
    worker.postMessage({ type: "look", dark: isDark(), stage });
  }

  function show() {
    worker.postMessage({ type: "view", view });
  }

  /** So that these metres fill the canvas. */
  function frame([left, top, right, bottom], scaleMax = SCALE_MAX) {
    const [width, height] = dimensions();
    awaited = width && height ? null : [[left, top, right, bottom], scaleMax];
    if (awaited) return; // hidden: done when it is seen
    const scale = Math.min(scaleMax, (width - 2 * MARGIN_PX) / (right - left), (height - LEGEND_PX - 2 * MARGIN_PX) / (bottom - top));
    view = { scale, x: width / 2 - (scale * (left + right)) / 2, y: (height - LEGEND_PX) / 2 - (scale * (top + bottom)) / 2 };
    show();
  }

  function fit() {
    const stageRoom = Math.min(24, (bounds[2] - bounds[0]) * 0.5) / 6 + 2;
    frame([bounds[0], bounds[1] - stageRoom, bounds[2], bounds[3]]);
    fitted = view?.scale;
  }

  function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    if (!view) return;
    const scale = Math.min(SCALE_MAX, Math.max(fitted * 0.7, view.scale * factor));
    const by = scale / view.scale;
    view = { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
    show();
  }

  function pan(dx, dy) {
    if (!view) return;
    view = { ...view, x: view.x + dx, y: view.y + dy };
    show();
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (fingers.size === 0) moved = 0;
    fingers.set(event.pointerId, point(event));
  });

  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = point(event);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (fingers.size === 1) pan(now[0] - before[0], now[1] - before[1]);
    else pinch(event.pointerId, before, now);
    fingers.set(event.pointerId, now);
  });

  function pinch(id, before, now) {
    const [, other] = [...fingers].find(([finger]) => finger !== id);
    const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
    const is = Math.hypot(now[0] - other[0], now[1] - other[1]);
    if (was > 0) zoom(is / was, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  }

  function up(event) {
    const last = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (event.type === "pointerup" && last && fingers.size === 0 && moved < TAP_PX) tap(...last);
  }
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), ...point(event));
    },
    { passive: false },
  );

  /** Near enough a tap means a seat, from afar the section that it brings near. */
  function tap(x, y) {
    if (!view) return;
    const [mx, my] = [(x - view.x) / view.scale, (y - view.y) / view.scale];
    if (view.scale * 0.5 < 7) {
      wish = [mx, my];
      worker.postMessage({ type: "tap", x: mx, y: my, reach: 0 });
    } else {
      wish = null;
      worker.postMessage({ type: "tap", x: mx, y: my, reach: Math.max(0.4, Math.min(1, REACH_PX / view.scale)) });
    }
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", look);
  addEventListener("themechange", look);

  return {
    canvas,
    zoom,
    fit: () => bounds && fit(),
    send: (message) => worker.postMessage(message),
    /** Brings a section near: all of it, or seats around where it was tapped when it is large. */
    approach(box) {
      const [width, height] = dimensions();
      const whole = Math.min(width / (box[2] - box[0]), height / (box[3] - box[1]));
      if (!whole || whole * 0.5 >= 9 || !wish) return frame(box, SEAT_SCALE);
      const [x, y] = wish;
      const half = [width / SEAT_SCALE, height / SEAT_SCALE];
      frame([x - half[0], y - half[1], x + half[0], y + half[1]], SEAT_SCALE);
    },
    /** Brings these seats near, with some of what is around them. */
    surround(seats) {
      const [xs, ys] = [seats.map((seat) => seat.x), seats.map((seat) => seat.y)];
      frame([Math.min(...xs) - AROUND_M, Math.min(...ys) - AROUND_M, Math.max(...xs) + AROUND_M, Math.max(...ys) + AROUND_M], SEAT_SCALE);
    },
    stop() {
      observer.disconnect();
      worker.terminate();
      dark.removeEventListener("change", look);
      removeEventListener("themechange", look);
    },
  };
}
