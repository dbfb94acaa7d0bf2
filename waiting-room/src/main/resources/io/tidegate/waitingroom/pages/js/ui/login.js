// Logging in, in a dialog over whatever one was doing: an address, and a code from the mail where that is needed.
import { html, nothing, render } from "lit-html";
import { app } from "../frame/app.js";
import { begin, current, forget, isLoggedOut, verify } from "../frame/session.js";
import { t } from "../frame/texts.js";
import { button, notice } from "./parts.js";

let asking = null;

/** Resolves to the session, after asking for it if there is none; to null when that was given up. */
export function needSession() {
  const session = current();
  if (session) return Promise.resolve(session);
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

/** Runs a call as whoever is logged in; asks again when the session has ended. Null when that was given up. */
export async function asBuyer(call) {
  for (;;) {
    if (!(await needSession())) return null;
    try {
      return await call();
    } catch (failure) {
      if (!isLoggedOut(failure)) throw failure;
      forget();
    }
  }
}

function ask() {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", "login-title");
    document.body.append(dialog);
    const state = { step: "email", email: "", busy: false, problem: null };
    const draw = () => render(form(state, submit, () => dialog.close()), dialog);
    async function submit(event) {
      event.preventDefault();
      const value = new FormData(event.target).get("value").trim();
      Object.assign(state, { busy: true, problem: null });
      draw();
      try {
        await next(state, value);
      } catch (failure) {
        state.problem = failure;
      }
      state.busy = false;
      if (current()) dialog.close();
      else {
        draw();
        dialog.querySelector("input").focus();
      }
    }
    dialog.addEventListener("close", () => {
      dialog.remove();
      app.update();
      resolve(current());
    });
    draw();
    dialog.showModal();
  });
}

async function next(state, value) {
  if (state.step === "code") return verify(state.email, value);
  state.email = value;
  if ((await begin(value)) === "code") state.step = "code";
}

function form(state, submit, close) {
  const isCode = state.step === "code";
  return html`<form class="stack" @submit=${submit}>
    <h2 id="login-title">${t(isCode ? "login.codeTitle" : "login.title")}</h2>
    <p class="soft">${isCode ? t("login.codeText", { email: state.email }) : t("login.text")}</p>
    <label class="field">
      <span>${t(isCode ? "login.code" : "login.email")}</span>
      ${isCode
        ? html`<input class="input number" name="value" inputmode="numeric" autocomplete="one-time-code" required maxlength="32" />`
        : html`<input class="input" name="value" type="email" autocomplete="email" required maxlength="254" .value=${state.email} />`}
    </label>
    ${state.problem ? notice("bad", t("login.failed"), why(state.problem)) : nothing}
    <div class="row">
      <button class="button ${state.busy ? "busy" : ""}" ?disabled=${state.busy}>${t("login.go")}</button>
      ${button(t("action.cancel"), close, { kind: "plain" })}
    </div>
  </form>`;
}

function why(problem) {
  if (problem.offline) return t("offline.text");
  if (problem.slug === "mail-not-configured") return t("login.noMail");
  return problem.status >= 500 ? t("error.text") : t("login.refused");
}
