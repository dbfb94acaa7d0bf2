// One's place in a queue, kept up to date by the shared stream; and the pass that it becomes.
import { call, del, get, Problem } from "./api.js";
import { clock } from "./clock.js";
import { current } from "./session.js";
import { shareStream } from "./shared.js";

const KINDS = ["place", "admitted", "lease", "stock", "booking"];
const POLL_MS_MIN = 2000;
/** When everybody comes at once, a join is told to come back, a few seconds later each time. */
const JOIN_TRIES_MAX = 20;

/** The pass of this event while it is valid, for the reserve call. */
export function pass(eventId) {
  const kept = read(`pass.${eventId}`);
  return kept && kept.account === current()?.accountId && Date.parse(kept.leaseExpiresAt) > clock.now() ? kept : null;
}

/**
 * The place, and what becomes of it. `on()` is called at each change of:
 * `place` as the API has it, `stock` (the sale's state and why), `live` whether news come, `tabs`, `failure`.
 */
export function watchPlace(eventId, on) {
  const path = `/queue/${eventId}`;
  const state = { place: null, stock: null, live: true, tabs: 1, failure: null, returned: false };
  let stream = null;
  let stopped = false;
  let polling;

  const receipt = () => {
    const kept = read(`place.${eventId}`);
    return kept?.account === current()?.accountId && kept?.receipt ? { "X-Queue-Place": kept.receipt } : {};
  };

  function learn(place) {
    const account = current()?.accountId;
    if (state.place?.state === "closed" && place.state !== "admitted") return;
    state.place = { ...state.place, reason: undefined, eta: undefined, ...place };
    state.failure = null;
    if (place.receipt) write(`place.${eventId}`, { account, receipt: place.receipt });
    if (place.pass) write(`pass.${eventId}`, { account, pass: place.pass, leaseExpiresAt: place.leaseExpiresAt });
    on();
  }

  function listen() {
    stream ??= shareStream(`${path}/stream`, KINDS, {
      event(kind, data) {
        if (kind === "stock") Object.assign(state, { stock: data });
        else if (kind === "booking") state.booking = data;
        else learn(kind === "lease" ? { ...data, state: "admitted" } : data);
        on();
      },
      link(isUp) {
        if (state.live !== isUp) Object.assign(state, { live: isUp });
        on();
      },
      tabs(count) {
        state.tabs = count;
        on();
      },
      async refused() {
        await look();
        return !stopped && state.place !== null && !["closed", "ended"].includes(state.place.state);
      },
    });
  }

  /** Asks once, where the stream cannot tell. */
  async function look() {
    try {
      learn(await get(`${path}/me`, { headers: receipt(), tries: 1 }));
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 404) {
        state.place = state.place ? { state: "ended" } : null;
      } else if (failure.status === 401) {
        state.failure = failure;
      }
      on();
    }
  }

  /** Where there is no stream to be had, as behind a proxy that breaks them. */
  function poll() {
    polling = setTimeout(async () => {
      if (!state.live && !document.hidden) await look();
      if (!stopped) poll();
    }, Math.max(POLL_MS_MIN, state.place?.pollAfterMs ?? 0));
  }

  return {
    state,
    /** Takes the place, or finds the one there is. Throws what the API refuses. */
    async join(priorityToken) {
      const known = read(`place.${eventId}`)?.account === current()?.accountId;
      const place = await call("POST", `${path}/join`, priorityToken ? { priorityToken } : {}, {
        headers: receipt(),
        tries: JOIN_TRIES_MAX,
      });
      state.returned = known && place.state !== "closed";
      learn(place);
      if (place.state !== "closed") {
        listen();
        poll();
      }
    },
    async leave() {
      await del(`${path}/me`);
      forgetPlace(eventId);
      state.place = null;
      stream?.close();
      stream = null;
      on();
    },
    stop() {
      stopped = true;
      clearTimeout(polling);
      stream?.close();
    },
  };
}

export function forgetPlace(eventId) {
  localStorage.removeItem(`tidegate.place.${eventId}`);
  localStorage.removeItem(`tidegate.pass.${eventId}`);
}

function read(name) {
  return JSON.parse(localStorage.getItem(`tidegate.${name}`) ?? "null");
}

function write(name, value) {
  localStorage.setItem(`tidegate.${name}`, JSON.stringify(value));
}
