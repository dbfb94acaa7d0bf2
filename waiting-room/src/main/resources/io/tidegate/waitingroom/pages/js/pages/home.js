// Home and search: one field that searches as one types, filters, and what there is without a question.
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { get } from "../frame/api.js";
import { app } from "../frame/app.js";
import { number, n, t } from "../frame/texts.js";
import { money } from "../frame/formats.js";
import { cards, ghostCards } from "../ui/cards.js";
import { button, empty, failed } from "../ui/parts.js";

const TYPING_MS = 140;
const FILTERS = ["query", "city", "performerType", "when", "maxPrice", "onSale", "sort"];
const PRICES = [2500, 5000, 10000, 20000];
const SHOWN_AT_ONCE = 12;

export default function home({ query }) {
  const wish = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ""]));
  const found = { hits: null, total: 0, facets: null, next: null, failure: null, stale: false };
  const showcase = { onSale: null, upcoming: null, failure: null };
  let suggestions = [];
  let underway = new AbortController();
  let typing;

  const isAsking = () => FILTERS.some((name) => wish[name]);

  function search() {
    underway.abort();
    underway = new AbortController();
    const { signal } = underway;
    history.replaceState(null, "", address(wish));
    if (!isAsking()) {
      Object.assign(found, { hits: null, failure: null });
      app.update();
      return;
    }
    get(`/search?${parameters(wish)}&limit=${SHOWN_AT_ONCE}`, { signal })
      .then((page) => {
        Object.assign(found, { hits: page.hits, total: page.total, facets: page.facets, next: page.nextCursor, failure: null });
        found.stale = page.stale === true;
        app.say(n("search.found", page.total));
      })
      .catch((failure) => {
        if (!signal.aborted) Object.assign(found, { failure });
      })
      .finally(app.update);
    suggest(signal);
  }

  async function suggest(signal) {
    const typed = wish.query.trim();
    if (!/[\p{L}\p{N}]/u.test(typed)) return void (suggestions = []);
    try {
      const answer = await get(`/search/suggest?prefix=${encodeURIComponent(typed)}`, { signal, tries: 1 });
      suggestions = answer.suggestions.slice(0, 8);
      app.update();
    } catch {
      suggestions = []; // only a help: the results say what is wrong
    }
  }

  async function more() {
    const page = await get(`/search?${parameters(wish)}&limit=${SHOWN_AT_ONCE}&cursor=${encodeURIComponent(found.next)}`);
    found.hits = [...found.hits, ...page.hits];
    found.next = page.nextCursor;
    app.update();
  }

  function change(name, value) {
    wish[name] = value;
    search();
    app.update();
  }

  function typed(event) {
    wish.query = event.target.value;
    clearTimeout(typing);
    typing = setTimeout(search, TYPING_MS);
    app.update();
  }

  function loadShowcase() {
    showcase.failure = null;
    Promise.all([get("/search?onSale=true&limit=6"), get("/events?limit=24")])
      .then(([onSale, upcoming]) => {
        showcase.onSale = onSale.hits;
        showcase.upcoming = upcoming.events;
      })
      .catch((failure) => (showcase.failure = failure))
      .finally(app.update);
  }

  loadShowcase();
  if (isAsking()) search();

  return {
    get title() {
      return wish.query ? t("search.title", { query: wish.query }) : "";
    },
    stop() {
      underway.abort();
      clearTimeout(typing);
    },
    view: () => html`
      <div class="stack loose">
        <section class="hero">
          <h1>${t("home.title")}</h1>
          <p class="soft">${t("home.text")}</p>
          <form role="search" class="search" @submit=${(event) => (event.preventDefault(), search())}>
            <label class="hidden-but-read" for="query">${t("search.label")}</label>
            <input
              id="query"
              class="input"
              type="search"
              autocomplete="off"
              list="suggestions"
              placeholder=${t("search.placeholder")}
              .value=${live(wish.query)}
              @input=${typed}
            />
            <datalist id="suggestions">${suggestions.map((one) => html`<option value=${one.text}></option>`)}</datalist>
          </form>
          ${filters()}
        </section>
        ${isAsking() ? results() : shown()}
      </div>
    `,
  };

  function filters() {
    const facets = found.facets ?? { cities: [], performerTypes: [] };
    return html`<div class="filters" role="group" aria-label=${t("filter.label")}>
      ${choice("city", t("filter.city"), facets.cities.map((one) => [one.value, `${one.value} (${number(one.count)})`]))}
      ${choice("performerType", t("filter.type"), facets.performerTypes.map((one) => [one.value, t(`type.${one.value}`)]))}
      ${choice("when", t("filter.when"), ["week", "month", "quarter"].map((span) => [span, t(`when.${span}`)]))}
      ${choice("maxPrice", t("filter.price"), PRICES.map((price) => [String(price), t("filter.upTo", { price: money(price, "EUR") })]))}
      <button type="button" class="pill" aria-pressed=${wish.onSale === "true"} @click=${() => change("onSale", wish.onSale ? "" : "true")}>
        ${t("filter.onSale")}
      </button>
      ${isAsking() ? button(t("filter.clear"), clear, { kind: "plain small" }) : nothing}
    </div>`;
  }

  function choice(name, label, options) {
    const chosen = wish[name];
    const known = options.some(([value]) => value === chosen);
    const all = chosen && !known ? [[chosen, chosen], ...options] : options;
    return html`<select
      class="input pill-select"
      aria-label=${label}
      @change=${(event) => change(name, event.target.value)}
      @focus=${wantFacets}
      @pointerdown=${wantFacets}
    >
      <option value="" ?selected=${!chosen}>${label}</option>
      ${all.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
    </select>`;
  }

  /** What the lists offer, before anything was searched for. */
  function wantFacets() {
    if (found.facets) return;
    found.facets = { cities: [], performerTypes: [] };
    get("/search?limit=1").then((page) => {
      found.facets = page.facets;
      app.update();
    }, () => (found.facets = null));
  }

  function clear() {
    FILTERS.forEach((name) => (wish[name] = ""));
    search();
  }

  function results() {
    if (found.failure) return failed(found.failure, search);
    if (!found.hits) return ghostCards(6);
    if (found.hits.length === 0) return empty(t("search.none"), t("search.noneText"), button(t("filter.clear"), clear, { kind: "quiet" }));
    return html`<section class="stack" aria-labelledby="results">
      <h2 id="results">${n("search.found", found.total)}</h2>
      ${found.stale ? html`<p class="soft">${t("search.stale")}</p>` : nothing} ${cards(found.hits)}
      ${found.next ? html`<div class="row center">${button(t("search.more"), more, { kind: "quiet" })}</div>` : nothing}
    </section>`;
  }

  function shown() {
    if (showcase.failure) return failed(showcase.failure, loadShowcase);
    if (!showcase.upcoming) return ghostCards(6);
    if (showcase.upcoming.length === 0) return empty(t("home.none"), t("home.noneText"));
    const onSale = showcase.onSale.slice(0, 6);
    const ids = new Set(onSale.map((event) => event.eventId));
    const later = showcase.upcoming.filter((event) => !ids.has(event.eventId));
    return html`
      ${onSale.length ? section("popular", t("home.popular"), onSale) : nothing}
      ${later.length ? section("upcoming", t("home.upcoming"), later) : nothing}
    `;
  }

  function section(id, title, events) {
    return html`<section class="stack" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${cards(events)}</section>`;
  }
}

function address(wish) {
  const asked = FILTERS.filter((name) => wish[name]).map((name) => [name, wish[name]]);
  return asked.length ? `/find?${new URLSearchParams(asked)}` : "/";
}

/** What the pages call a wish, as the API has it. */
function parameters(wish) {
  const query = new URLSearchParams();
  for (const name of ["city", "performerType", "maxPrice", "onSale", "sort"]) {
    if (wish[name]) query.set(name, wish[name]);
  }
  if (/[\p{L}\p{N}]/u.test(wish.query)) query.set("query", wish.query.trim());
  const days = { week: 7, month: 31, quarter: 92 }[wish.when];
  if (days) query.set("to", new Date(Math.ceil(Date.now() / 3600000) * 3600000 + days * 86400000).toISOString());
  return query;
}
