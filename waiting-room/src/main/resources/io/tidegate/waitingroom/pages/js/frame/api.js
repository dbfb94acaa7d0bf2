// The public API, as the pages call it. Answers are the body's JSON; refusals are thrown as Problem.
import { clock } from "./clock.js";

const TRIES_MAX = 4;
const WAIT_MS = [400, 1200, 3000];
const OUTCOME_POLLS_MAX = 40;

/** What the API refused, or why it could not be reached. `slug` is the last part of its type. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.title ?? "");
    this.status = status;
    this.slug = String(body.type ?? "").split("/").pop();
    this.detail = body.detail ?? "";
    this.body = body;
    this.offline = status === 0;
  }
}

/** A new key for a mutation: sent again with the same key, it happens once. */
export function newKey() {
  return crypto.randomUUID();
}

export function get(path, options = {}) {
  return call("GET", path, undefined, options);
}

/** A mutation. Without a key of its own it is given one, so that a retry after a lost answer is safe. */
export function post(path, body = {}, options = {}) {
  return call("POST", path, body, { key: newKey(), ...options });
}

export function put(path, body, options = {}) {
  return call("PUT", path, body, { key: newKey(), ...options });
}

export function del(path, options = {}) {
  return call("DELETE", path, undefined, options);
}

/**
 * @param options.key Idempotency-Key
 * @param options.headers more headers
 * @param options.signal ends it
 * @param options.tries how often at most, when nobody answers or the answer is to come back later
 */
export async function call(method, path, body, options = {}) {
  const tries = options.tries ?? TRIES_MAX;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(method, path, body, options);
    } catch (failure) {
      const again = failure instanceof Problem && (failure.offline || failure.status === 503 || failure.status === 429);
      if (!again || attempt >= tries || options.signal?.aborted) throw failure;
      await sleep(failure.retryAfterMs ?? WAIT_MS[Math.min(attempt, WAIT_MS.length) - 1], options.signal);
    }
  }
}

async function once(method, path, body, options) {
  const headers = { Accept: "application/json", ...options.headers };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (options.key) headers["Idempotency-Key"] = options.key;
  const response = await reach(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
    credentials: "same-origin",
  });
  if (response.status === 202 && response.headers.get("Location")) {
    return outcome(response.headers.get("Location"), options.signal);
  }
  return read(response);
}

async function reach(path, init) {
  const sentAt = performance.now();
  try {
    const response = await fetch(path, init);
    clock.learn(response.headers.get("Date"), sentAt, performance.now());
    return response;
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Problem(0, { title: "unreachable" });
  }
}

async function read(response) {
  if (response.status === 204) return null;
  const json = await response.json().catch(() => ({}));
  if (response.ok) return json;
  const problem = new Problem(response.status, json);
  const after = Number(response.headers.get("Retry-After"));
  if (after > 0) problem.retryAfterMs = Math.min(after, 10) * 1000;
  throw problem;
}

/** A command whose outcome was not known at once: asked for until it is. */
async function outcome(location, signal) {
  for (let poll = 0; poll < OUTCOME_POLLS_MAX; poll++) {
    await sleep(500, signal);
    const response = await reach(location, { signal, credentials: "same-origin" });
    if (response.status === 202) continue;
    const known = await read(response);
    if (known.status === "accepted") return known.result;
    throw new Problem(known.problem?.status ?? 500, known.problem ?? {});
  }
  throw new Problem(503, { type: "/problems/pending", title: "pending" });
}

export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
