// The seat map's own thread: it loads the plan, follows the live states, draws, and finds seats. The page's thread only
// moves the view and shows what is chosen, so nothing here can make a finger wait.
import { Painter } from "./painter.js";
import { AVAILABLE, Plan, STATUSES } from "./plan.js";

const COUNTS_MS = 400;
/** What needs no plan; all else that is asked before the plan is there waits for it. */
const PLANLESS = ["start", "resize", "view", "look"];

const scene = { plan: null, view: null, ratio: 1, dark: false, chosen: new Set(), mine: new Set(), matches: null, stage: "" };
let painter = null;
let source = null;
let drawing = false;
let countsDue = 0;
let prices = [];
let watched = "";
let quiet = false;
const early = [];

const commands = {
  async start({ canvas, seatmap, availability, size }) {
    painter = new Painter(canvas);
    resize(size);
    try {
      const [map, now] = await Promise.all([json(seatmap), json(availability)]);
      scene.plan = new Plan(map);
      take(now);
      postMessage({ type: "ready", bounds: scene.plan.bounds, sections: describe(), prefix: scene.plan.prefix });
      early.splice(0).forEach((message) => commands[message.type](message));
      follow(`${availability}/stream?since=${now.seq}`);
      counts();
    } catch (failure) {
      postMessage({ type: "failed", status: failure.status ?? 0 });
    }
  },
  resize({ size }) {
    resize(size);
    draw();
  },
  view({ view }) {
    scene.view = view;
    draw();
  },
  look({ dark, stage }) {
    Object.assign(scene, { dark, stage });
    draw();
  },
  chosen({ chosen, mine, busy }) {
    scene.chosen = new Set(chosen);
    scene.mine = new Set(mine);
    quiet = busy;
    if (!busy) lost();
    draw();
  },
  filter({ sections, kind, sectionPrices }) {
    prices = sectionPrices;
    scene.matches = sections || kind !== "any" ? matcher(sections && new Set(sections), kind) : null;
    draw();
  },
  tap({ x, y, reach }) {
    const no = scene.plan.at(x, y, reach);
    if (no >= 0) postMessage({ type: "seat", seat: scene.plan.seat(no) });
    else postMessage({ type: "section", at: scene.plan.sectionAt(x, y) });
  },
  nearest({ no }) {
    postMessage({ type: "nearest", of: scene.plan.seat(no), like: like(no) });
  },
  seats({ ticketIds, reason }) {
    const seats = ticketIds.map((id) => scene.plan.seat(scene.plan.number(id)));
    postMessage({ type: "seats", seats, reason });
  },
  rows({ sectionId }) {
    watched = sectionId;
    rows();
  },
};

onmessage = ({ data }) => {
  if (scene.plan || PLANLESS.includes(data.type)) commands[data.type](data);
  else early.push(data);
};

async function json(path) {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(path);
      if (!answer.ok) throw Object.assign(new Error(path), { status: answer.status });
      return await answer.json();
    } catch (failure) {
      if (attempt === 3 || failure.status === 404) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 600 * attempt));
    }
  }
}

function follow(path) {
  source = new EventSource(path);
  source.onopen = () => postMessage({ type: "live", live: true });
  source.onerror = () => {
    postMessage({ type: "live", live: false });
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(path), 3000);
  };
  source.addEventListener("snapshot", ({ data }) => changed(() => take(JSON.parse(data))));
  source.addEventListener("delta", ({ data }) => changed(() => apply(JSON.parse(data))));
}

function take({ states }) {
  scene.plan.take(Uint8Array.from(atob(states), (char) => char.charCodeAt(0)));
}

function apply(delta) {
  STATUSES.forEach((name, status) => delta[name]?.forEach((no) => scene.plan.set(no, status)));
}

function changed(change) {
  change();
  draw();
  if (!quiet) lost();
  if (!countsDue) {
    countsDue = setTimeout(() => {
      countsDue = 0;
      counts();
      if (watched) rows();
    }, COUNTS_MS);
  }
}

/** Chosen seats that somebody else has now. */
function lost() {
  const { plan, chosen, mine } = scene;
  const gone = [...chosen].filter((no) => plan.status[no] !== AVAILABLE && !mine.has(no));
  if (gone.length) postMessage({ type: "lost", seats: gone.map((no) => ({ seat: plan.seat(no), like: like(no) })) });
}

function like(no) {
  const nearest = scene.plan.nearestLike(no, prices, scene.chosen);
  return nearest < 0 ? null : scene.plan.seat(nearest);
}

function matcher(sections, kind) {
  const { plan } = scene;
  const wanted = { any: () => true, wheelchair: (k) => k === 1, companion: (k) => k === 2, noRestricted: (k) => k !== 3 }[kind];
  const fits = plan.sections.map(
    ({ sectionId, firstTicketNo, capacity }) =>
      (!sections || sections.has(sectionId)) && plan.kind.subarray(firstTicketNo, firstTicketNo + capacity).some(wanted),
  );
  return { section: (at) => fits[at], seat: (no) => fits[plan.sectionOf[no]] && wanted(plan.kind[no]) };
}

function describe() {
  return scene.plan.sections.map(({ sectionId, name, kind, box, capacity }) => ({ sectionId, name, kind, box, capacity }));
}

function counts() {
  postMessage({ type: "counts", available: Array.from(scene.plan.available) });
}

/** The rows of the section that the list shows, each seat with its status. */
function rows() {
  const { plan } = scene;
  const section = plan.sections.find((one) => one.sectionId === watched);
  if (!section) return;
  const list = section.rows.map((row) => {
    const seats = Array.from({ length: row.seats }, (_, at) => plan.seat(row.firstTicketNo + at));
    return { row: row.row, free: seats.filter((seat) => seat.status === "available").length, seats };
  });
  postMessage({ type: "rows", sectionId: watched, rows: list });
}

function resize([width, height, ratio]) {
  painter.canvas.width = Math.max(1, Math.round(width * ratio));
  painter.canvas.height = Math.max(1, Math.round(height * ratio));
  scene.ratio = ratio;
}

function draw() {
  if (drawing || !scene.plan || !scene.view) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    painter.draw(scene);
  });
}
