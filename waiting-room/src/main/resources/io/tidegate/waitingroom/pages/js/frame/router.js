// Addresses to pages. A page is `{title, view, stop?}`, made by its module's default export from its parameters; its
// module is loaded when it is first needed.
import { app } from "./app.js";

let routes = [];
let notFound;
let shown = 0;

/** @param table [pattern, load]: "/event/:id" and () => import(…); the first that fits is taken */
export function start(table, otherwise) {
  routes = table.map(([pattern, load]) => [
    new RegExp(`^${pattern.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace(/\*$/, ".*")}$`),
    load,
  ]);
  notFound = otherwise;
  addEventListener("popstate", () => show(true));
  document.addEventListener("click", follow);
  return show(false);
}

/** Goes to an address of ours; `replace` leaves no way back to the present one. */
export function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", path);
  return show(true);
}

/** Shows the address again, as after a change of language. */
export function again() {
  return show(false);
}

function follow(click) {
  const link = click.target.closest?.("a[href]");
  const ours = link && link.origin === location.origin && !link.target && !link.hasAttribute("download");
  if (!ours || click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey) return;
  if (!routes.some(([pattern]) => pattern.test(link.pathname))) return;
  if (link.hash && link.pathname === location.pathname) return;
  click.preventDefault();
  go(link.pathname + link.search);
}

async function show(moved) {
  const turn = ++shown;
  const [, load, params] = match(location.pathname);
  app.busy(true);
  try {
    const module = await load();
    if (turn === shown) app.show(module.default({ params, query: new URLSearchParams(location.search) }), moved);
  } catch (failure) {
    if (turn === shown) app.show(app.broken(failure), moved);
  }
}

function match(path) {
  for (const [pattern, load] of routes) {
    const found = pattern.exec(path);
    if (found) return [pattern, load, decoded(found.groups ?? {})];
  }
  return [null, notFound, {}];
}

function decoded(groups) {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
