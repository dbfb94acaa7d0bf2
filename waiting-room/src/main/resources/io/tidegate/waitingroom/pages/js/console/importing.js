// Importing events as schema.org JSON-LD: a file or pasted text, and the report line by line.
import { html, nothing } from "lit-html";
import { app } from "../frame/app.js";
import { number, t } from "../frame/texts.js";
import { notice } from "../ui/parts.js";
import { field, reason, wide } from "./parts.js";
import { promoter } from "./promoter.js";

const SHOWN_MAX = 500;

export function importing() {
  let file = null;
  let text = "";
  let busy = false;
  let failure = null;
  let lines = [];
  let sums = null;

  async function send(submit) {
    submit.preventDefault();
    busy = true;
    failure = null;
    lines = [];
    sums = null;
    app.update();
    try {
      const body = file ?? text;
      const start = file ? await file.slice(0, 4096).text() : text.trimStart();
      const inLines = /\.(ndjson|jsonl)$/.test(file?.name ?? "") || (start[0] === "{" && start.includes("}\n{"));
      const response = await promoter.raw("/promoter/import", {
        method: "POST",
        headers: { "Content-Type": inLines ? "application/x-ndjson" : "application/ld+json" },
        body,
      });
      await read(response.body.getReader());
    } catch (refused) {
      failure = refused;
    }
    busy = false;
    app.update();
  }

  async function read(reader) {
    const decoder = new TextDecoder();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const parts = (rest + decoder.decode(part.value, { stream: true })).split("\n");
      rest = parts.pop();
      parts.filter(Boolean).forEach((line) => take(JSON.parse(line)));
      app.update();
    }
    if (rest.trim()) take(JSON.parse(rest));
  }

  function take(line) {
    if ("complete" in line) sums = line;
    else if (line.result === "refused" || lines.length < SHOWN_MAX) lines.push(line);
  }

  return {
    view: () => html`<form class="panel stack" @submit=${send}>
        <h2>${t("console.part.import")}</h2>
        <p class="soft">${t("console.importText")}</p>
        ${field(t("console.file"), html`<input class="input" type="file" accept=".json,.jsonld,.ndjson,.jsonl,application/ld+json" @change=${(e) => (file = e.target.files[0] ?? null)} />`)}
        ${field(t("console.orPaste"), html`<textarea class="input code" rows="8" spellcheck="false" .value=${text} @input=${(e) => (text = e.target.value)}></textarea>`)}
        ${failure ? notice("bad", t("console.refused"), reason(failure)) : nothing}
        <div class="row"><button class="button ${busy ? "busy" : ""}" ?disabled=${busy}>${t("console.import")}</button></div>
      </form>
      ${sums ? notice(sums.complete && !sums.refused ? "good" : "warn", t("console.importDone"), summary(sums)) : nothing}
      ${lines.length ? table(lines) : nothing}`,
  };
}

function summary(sums) {
  const counts = ["created", "changed", "unchanged", "refused"].map((key) => `${t(`console.result.${key}`)}: ${number(sums[key] ?? 0)}`).join(" · ");
  return sums.complete ? counts : `${counts} · ${sums.reason ?? ""}`;
}

function table(lines) {
  return wide(t("console.importDone"), html`<table class="table">
    <thead><tr><th class="number">${t("console.line")}</th><th>${t("console.result")}</th><th>${t("console.item")}</th><th>${t("console.why")}</th></tr></thead>
    <tbody>
      ${lines.map(
        (line) => html`<tr><td class="number">${line.line}</td><td><span class="tag ${line.result === "refused" ? "bad" : line.result === "unchanged" ? "" : "good"}">${t(`console.result.${line.result}`)}</span></td><td>${line.id?.startsWith("ev_") ? html`<a href="/console/sales/${line.id}/settings">${line.id}</a>` : (line.id ?? line.sourceId ?? "")}</td><td>${line.reason ?? ""}</td></tr>`,
      )}
    </tbody>
  </table>`);
}
