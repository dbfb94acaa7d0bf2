// The promoter's calls: the public API with the promoter's token, which stays in this browser.
import { call, newKey, Problem } from "../frame/api.js";

const KEPT = "tidegate.promoter";

export function token() {
  return localStorage.getItem(KEPT);
}

export function keepToken(text) {
  localStorage.setItem(KEPT, text.trim());
}

export function forgetToken() {
  localStorage.removeItem(KEPT);
}

/** Who the token says one is; a token that cannot be read says nothing. */
export function name() {
  try {
    const body = token().split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(atob(body)).sub ?? "";
  } catch {
    return "";
  }
}

function with_(options, more = {}) {
  return { ...options, headers: { Authorization: `Bearer ${token()}`, ...more, ...options.headers } };
}

function ofVersion(version) {
  return version ? { "If-Match": `"${version}"` } : {};
}

export const promoter = {
  get: (path, options = {}) => call("GET", path, undefined, with_(options)),
  post: (path, body = {}, options = {}) => call("POST", path, body, with_({ key: newKey(), ...options })),

  /** A change of what has a version: refused if it was changed in the meantime. */
  put: (path, body, version) =>
    call("PUT", path, body, with_({ key: newKey() }, ofVersion(version))),

  del: (path, version) => call("DELETE", path, undefined, with_({ key: newKey() }, ofVersion(version))),

  /** All pages of a list. */
  async all(path, field, pagesMax = 20) {
    const items = [];
    let cursor = "";
    for (let page = 0; page < pagesMax; page++) {
      const answer = await promoter.get(`${path}${path.includes("?") ? "&" : "?"}limit=100${cursor}`);
      items.push(...answer[field]);
      if (!answer.nextCursor) break;
      cursor = `&cursor=${encodeURIComponent(answer.nextCursor)}`;
    }
    return items;
  },

  /** What is no JSON: the answer itself; a refusal is thrown as Problem. */
  async raw(path, init = {}) {
    const response = await fetch(path, { ...init, headers: { Authorization: `Bearer ${token()}`, ...init.headers } }).catch(
      () => {
        throw new Problem(0, { title: "unreachable" });
      },
    );
    if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
    return response;
  },

  /** Saves an answer as a file. */
  async download(path, fileName, init = {}) {
    const blob = await (await promoter.raw(path, init)).blob();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  },
};
