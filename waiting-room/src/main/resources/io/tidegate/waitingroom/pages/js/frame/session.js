// Who is logged in. The session itself is an HttpOnly cookie that scripts cannot read; kept here is only its name and
// end, so that a page knows whether to ask.
import { del, post, Problem } from "./api.js";
import { clock } from "./clock.js";

const KEPT = "tidegate.session";

export function current() {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  return kept && Date.parse(kept.expiresAt) > clock.now() ? kept : null;
}

/** Logged in, or `code`: a one-time code is on its way by mail. */
export async function begin(email) {
  const answer = await post("/session", { email });
  if (!answer?.token) return "code";
  keep(email, answer);
  return "in";
}

export async function verify(email, code) {
  keep(email, await post("/session/verify", { email, code }));
}

/** Logs out: the cookie goes, and what is kept of it. */
export async function end() {
  forget();
  await del("/session");
}

export function forget() {
  localStorage.removeItem(KEPT);
}

/** Whether a refusal means that one has to log in (again). */
export function isLoggedOut(failure) {
  return failure instanceof Problem && failure.status === 401;
}

function keep(email, answer) {
  localStorage.setItem(KEPT, JSON.stringify({ email, accountId: answer.accountId, expiresAt: answer.expiresAt }));
}
