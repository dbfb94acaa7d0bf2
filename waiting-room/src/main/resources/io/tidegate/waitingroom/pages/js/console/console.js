// The promoter's console: who one is, where one is, and the part that the address names.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { again, go } from "../frame/router.js";
import { t } from "../frame/texts.js";
import { button, notice } from "../ui/parts.js";
import { forgetToken, keepToken, name, promoter, token } from "./promoter.js";
import { catalogue } from "./catalogue.js";
import { importing } from "./importing.js";
import { live } from "./live.js";
import { log } from "./log.js";
import { orders } from "./orders.js";
import { report } from "./report.js";
import { sales } from "./sales.js";
import { seats } from "./seats.js";
import { settings } from "./settings.js";
import { tokens } from "./tokens.js";

const SALE_PARTS = { live, settings, tokens, seats, orders, report, log };
const PARTS = { "": sales, catalogue, import: importing };

export default function consolePage() {
  takeTokenFromAddress();
  if (!token()) return entrance();
  const [, , first = "", eventId, third] = location.pathname.split("/");
  const ofSale = first === "sales" && eventId;
  const partName = ofSale ? (third ?? "live") : first;
  const make = ofSale ? SALE_PARTS[partName] : PARTS[partName];
  if (!make) return { title: t("notFound.title"), view: () => frame(nothing, notice("warn", t("notFound.title"), t("notFound.text"))) };
  const context = { eventId, failed: null, event: null };
  const part = make(context);
  if (ofSale) loadEvent(context);
  requestAnimationFrame(() => document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
  return {
    get title() {
      return context.event ? `${context.event.eventName} · ${t("console.title")}` : t("console.title");
    },
    layout: "page console",
    stop: () => part.stop?.(),
    view: () => frame(ofSale ? saleHead(context, partName) : mainHead(partName), part.view()),
  };
}

async function loadEvent(context) {
  try {
    context.event = await promoter.get(`/promoter/events/${context.eventId}`);
  } catch (failure) {
    if (failure.status === 401 || failure.status === 403) leave();
    context.failed = failure;
  }
  app.update();
}

/** `#token=…`, as the local stack prints it: kept, and taken out of the address. */
function takeTokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    keepToken(given);
    history.replaceState(null, "", location.pathname);
  }
}

function frame(head, body) {
  return html`<div class="stack console-head">${head}</div>
    <div class="stack loose">${body}</div>
    <p class="soft small row signed-in">${t("console.as", { name: name() })} ${button(t("console.leave"), leave, { kind: "plain small" })}</p>`;
}

function mainHead(part) {
  const links = [
    ["", "/console"],
    ["catalogue", "/console/catalogue"],
    ["import", "/console/import"],
  ];
  return html`<h1>${t("console.title")}</h1>
    ${tabs(t("console.parts"), links.map(([key, href]) => [href, t(`console.part.${key || "sales"}`), key === part]))}`;
}

function saleHead({ event, eventId, failed }, part) {
  return html`<p class="small"><a href="/console">${t("console.back")}</a></p>
    <h1>${event?.eventName ?? (failed ? t("notFound.title") : "…")}</h1>
    ${tabs(
      t("console.parts"),
      Object.keys(SALE_PARTS).map((key) => [`/console/sales/${eventId}/${key}`, t(`console.part.${key}`), key === part]),
    )}`;
}

function tabs(label, links) {
  return html`<nav class="tabs" aria-label=${label}>
    ${links.map(([href, text, here]) => html`<a href=${href} aria-current=${here ? "page" : nothing}>${text}</a>`)}
  </nav>`;
}

function leave() {
  forgetToken();
  go("/console");
}

function entrance() {
  let text = "";
  let refused = false;
  async function enter(submit) {
    submit.preventDefault();
    keepToken(text);
    try {
      await promoter.get("/promoter/sales?limit=1");
      again();
    } catch {
      forgetToken();
      refused = true;
      app.update();
    }
  }
  return {
    title: t("console.title"),
    layout: "page narrow",
    view: () => html`<form class="panel stack" @submit=${enter}>
      <h1>${t("console.title")}</h1>
      <p class="soft">${t("console.tokenText")}</p>
      ${refused ? notice("bad", t("console.tokenRefused"), t("console.tokenRefusedText")) : nothing}
      <label class="field"
        ><span>${t("console.token")}</span
        ><textarea class="input" rows="4" required autocomplete="off" spellcheck="false" @input=${(e) => (text = e.target.value)}></textarea>
      </label>
      <button class="button">${t("console.enter")}</button>
    </form>`,
  };
}
