// The frame around every page: masthead, place of the page, footer; and how a page is drawn again.
import { html, nothing, render } from "lit-html";
import { current, end } from "./session.js";
import { chooseLanguage, currentLanguage, languages, t } from "./texts.js";

const THEME = "tidegate.theme";
const NEXT_THEME = { system: "light", light: "dark", dark: "system" };

let page = null;
let drawing = false;
let offline = !navigator.onLine;
let spoken = "";

export const app = {
  /** Draws the page as it is now, at the browser's next frame; names it at once: a tab behind others gets no frames. */
  update() {
    name();
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  },

  /** Puts a page in place of the present one; `moved`: the focus goes to its heading, as after a click on a link. */
  show(next, moved) {
    page?.stop?.();
    page = next;
    app.busy(false);
    draw();
    if (moved) {
      scrollTo(0, 0);
      const heading = document.querySelector("main h1") ?? document.querySelector("main");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
    }
  },

  busy(isBusy) {
    document.documentElement.toggleAttribute("data-busy", isBusy);
  },

  /** Says something to a screen reader. */
  say(text) {
    spoken = text;
    app.update();
  },

  /** The page for a page that could not be loaded. */
  broken(failure) {
    console.warn("page not loaded", failure);
    return {
      title: t("error.title"),
      view: () =>
        html`<div class="empty">
          <h1>${t("error.title")}</h1>
          <p>${t(navigator.onLine ? "error.page" : "offline.page")}</p>
          <button class="button" @click=${() => location.reload()}>${t("action.retry")}</button>
        </div>`,
    };
  },

  applyTheme() {
    const theme = localStorage.getItem(THEME) ?? "system";
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme;
  },
};

/** Whether what is seen is dark. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

addEventListener("online", () => connection(false));
addEventListener("offline", () => connection(true));

function connection(isOffline) {
  offline = isOffline;
  app.update();
}

function name() {
  if (page) document.title = page.title ? `${page.title} · Tidegate` : "Tidegate";
}

function draw() {
  if (!page) return;
  document.querySelector("#app > .boot")?.remove();
  name();
  render(shell(), document.getElementById("app"));
}

function shell() {
  const session = current();
  return html`
    <div class="shell">
      <a class="skip" href="#main" @click=${toMain}>${t("nav.skip")}</a>
      <header class="masthead">
        <div>
          <a class="logo" href="/">${logo()}<span>Tidegate</span></a>
          <nav aria-label=${t("nav.label")} class="row">
            <a class="button plain" href="/my/orders">${t("nav.orders")}</a>
          </nav>
        </div>
      </header>
      ${offline ? html`<div class="offline" role="status">${page.offlineText?.() ?? t("offline.banner")}</div>` : nothing}
      <main id="main" tabindex="-1" class=${page.layout ?? "page"}>${page.view()}</main>
      ${page.layout === "whole" ? nothing : footer(session)}
      <div class="hidden-but-read" role="status" aria-live="polite">${spoken}</div>
    </div>
  `;
}

function footer(session) {
  return html`<footer class="foot">
    <div>
      <p>${session ? t("nav.as", { email: session.email }) : t("nav.motto")}</p>
      ${session ? html`<button class="button plain small" @click=${logOut}>${t("nav.out")}</button>` : nothing}
      <button class="button plain small" @click=${nextTheme}>${t(`theme.${theme()}`)}</button>
      ${languages
        .filter((tag) => tag !== currentLanguage())
        .map((tag) => html`<button class="button plain small" lang=${tag} @click=${() => speak(tag)}>${t(`language.${tag}`)}</button>`)}
    </div>
  </footer>`;
}

function toMain(click) {
  click.preventDefault();
  document.getElementById("main").focus();
}

function theme() {
  return localStorage.getItem(THEME) ?? "system";
}

function nextTheme() {
  localStorage.setItem(THEME, NEXT_THEME[theme()]);
  app.applyTheme();
  dispatchEvent(new Event("themechange"));
  app.update();
}

async function speak(tag) {
  await chooseLanguage(tag);
  app.update();
}

async function logOut() {
  await end().catch(() => {});
  location.assign("/");
}

function logo() {
  return html`<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#0b6570"></rect>
    <path d="M4 13c4 0 4 3 8 3s4-3 8-3 4 3 8 3" fill="none" stroke="#9fe3df" stroke-width="2.6" stroke-linecap="round"></path>
    <path d="M4 20c4 0 4 3 8 3s4-3 8-3 4 3 8 3" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"></path>
  </svg>`;
}
