// One event: what, where, when, what it costs in all, what is left, and when and how its tickets are sold.
import { html, nothing } from "lit-html";
import { get } from "../frame/api.js";
import { app } from "../frame/app.js";
import { clock, everySecond } from "../frame/clock.js";
import { dateInZone, duration, longDate, money, timeInZone, timeOfDay } from "../frame/formats.js";
import { n, t } from "../frame/texts.js";
import { dateLeaf } from "../ui/cards.js";
import { failed, ghosts } from "../ui/parts.js";
import { poster } from "../ui/poster.js";
import { priceBands } from "../ui/prices.js";

const FRESH_MS = 8000;

export default function eventPage({ params }) {
  let event = null;
  let failure = null;
  let loadedAt = 0;

  async function load() {
    loadedAt = clock.now();
    try {
      event = await get(`/events/${params.eventId}`, { tries: event ? 1 : undefined });
      failure = null;
    } catch (refused) {
      failure = refused;
    }
    app.update();
  }

  function tick() {
    if (document.hidden || !event) return;
    const turned = turningPoints(event).some((time) => time > loadedAt && time <= clock.now());
    if (turned || clock.now() - loadedAt > FRESH_MS) load();
    else if (turningPoints(event).some((time) => time > clock.now())) app.update();
  }

  load();
  const stopTicking = everySecond(tick);

  return {
    get title() {
      return event?.eventName ?? t("event.title");
    },
    stop: stopTicking,
    view() {
      if (!event) return failure ? failed(failure, load) : ghosts("block", "title", "line", "line");
      return html`
        <article class="event">
          <div class="banner">${poster(event.eventId)}</div>
          <header class="stack">
            <div class="row nowrap">
              ${dateLeaf(event)}
              <div>
                <h1>${event.eventName}</h1>
                <p class="soft">${performers(event)}</p>
              </div>
            </div>
          </header>
          <aside class="panel stack sale" aria-label=${t("sale.label")}>${sale(event)}</aside>
          <div class="stack loose">
            ${event.description ? html`<p class="lead">${event.description}</p>` : nothing} ${facts(event)}
            <section class="stack" aria-labelledby="prices">
              <div class="spread">
                <h2 id="prices">${t("event.prices")}</h2>
                <span class="soft small">${n("event.left", event.tickets.available)}</span>
              </div>
              <p class="soft small">${t("event.allIn")}</p>
              ${priceBands(event.sections)}
            </section>
          </div>
        </article>
      `;
    },
  };
}

function turningPoints({ sale: { lobbyOpensAt, opensAt, closesAt } }) {
  return [lobbyOpensAt, opensAt, closesAt].filter(Boolean).map(Date.parse);
}

function performers(event) {
  return event.performers.map(
    (one, at) => html`${at ? ", " : nothing}<a href="/performer/${one.performerId}">${one.performerName}</a>`,
  );
}

function facts(event) {
  const { venue, startTime, endTime, timeZone } = event;
  const place = venue.venueLocation;
  const map = `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}`;
  return html`<dl class="where">
    <div>
      <dt>${t("event.when")}</dt>
      <dd>
        <b>${longDate(startTime, timeZone)}</b><br />
        <span class="soft">${t("event.times", { from: timeOfDay(startTime, timeZone), to: timeInZone(endTime, timeZone) })}</span>
      </dd>
    </div>
    <div>
      <dt>${t("event.where")}</dt>
      <dd>
        <a href="/venue/${venue.venueId}"><b>${venue.venueName}</b></a><br />
        <span class="soft">${[place.streetAddress, place.city].filter(Boolean).join(", ")}</span><br />
        <a class="small" href=${map} target="_blank" rel="noopener noreferrer">${t("event.map")}</a>
      </dd>
    </div>
  </dl>`;
}

function sale(event) {
  const { state, lobbyOpensAt, opensAt, queued } = event.sale;
  const now = clock.now();
  const from = cheapest(event);
  const price = from ? html`<p class="from">${t("event.from", { price: from })} <span class="soft small">${t("event.allInShort")}</span></p>` : nothing;
  const way = `/event/${event.eventId}/${queued ? "queue" : "seats"}`;
  switch (state) {
    case "scheduled":
      if (!opensAt) return html`<h2>${t("sale.unknown")}</h2><p class="soft">${t("sale.unknownText")}</p>`;
      return html`<h2>${t("sale.scheduled")}</h2>
        ${price} ${until(opensAt, now)}
        <p class="soft small">${t("sale.opens", { time: dateInZone(opensAt, event.timeZone) })}</p>
        ${queued && lobbyOpensAt && lobbyOpensAt !== opensAt ? html`<p class="soft small">${t("sale.lobbyOpens", { time: dateInZone(lobbyOpensAt, event.timeZone) })}</p>` : nothing}`;
    case "lobby":
      return html`<h2>${t("sale.lobby")}</h2>
        ${price} ${until(opensAt, now)}
        <a class="button wide" href=${way}>${t("sale.enter")}</a>
        <p class="soft small">${t("sale.lobbyText")}</p>`;
    case "drawing":
    case "open":
      return html`<h2>${t("sale.open")}</h2>
        ${price}<a class="button wide" href=${way}>${t("sale.get")}</a>
        <p class="soft small">${t(queued ? "sale.queuedText" : "sale.directText")}</p>`;
    case "paused":
      return html`<h2>${t("sale.paused")}</h2>
        <p class="soft">${t("sale.pausedText")}</p>
        ${queued ? html`<a class="button wide" href=${way}>${t("sale.enter")}</a>` : nothing}`;
    case "temporarilyUnavailable":
      return html`<h2>${t("sale.allHeld")}</h2>
        <p class="soft">${t("sale.allHeldText")}</p>
        <a class="button wide" href=${way}>${t("sale.waitForReturns")}</a>`;
    case "soldOut":
      return html`<h2>${t("sale.soldOut")}</h2><p class="soft">${t("sale.soldOutText")}</p>`;
    default:
      return html`<h2>${t("sale.closed")}</h2><p class="soft">${t("sale.closedText")}</p>`;
  }
}

function until(time, now) {
  return html`<p class="until"><span class="soft small">${t("sale.opensIn")}</span><b class="number" role="timer">${duration(Date.parse(time) - now)}</b></p>`;
}

function cheapest(event) {
  const prices = event.sections.flatMap((section) => section.priceTypes.map((type) => type.price));
  return prices.length ? money(Math.min(...prices), event.sections[0].currency) : null;
}
