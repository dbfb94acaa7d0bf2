// The texts, one file a language. `t("queue.title")`, `t("seats.name", {…})`, `n("queue.ahead", 12)`.
const FILES = {
  en: asset("texts/en.json"),
  de: asset("texts/de.json"),
};
const KEPT = "tidegate.language";

let texts = {};
let language = "en";
let plural = new Intl.PluralRules("en");

export const languages = Object.keys(FILES);

/** Chosen before, else the first of the browser's that there is, else English. */
function preferred() {
  const wished = [localStorage.getItem(KEPT), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wished.find((tag) => tag in FILES) ?? "en";
}

export async function loadTexts(wanted = preferred()) {
  texts = await (await fetch(FILES[wanted])).json();
  language = wanted;
  plural = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted;
}

export async function chooseLanguage(wanted) {
  localStorage.setItem(KEPT, wanted);
  await loadTexts(wanted);
}

/** The tag that Intl formats by: the browser's own variant where it has one. */
export function locale() {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

export function currentLanguage() {
  return language;
}

export function has(key) {
  return key in texts;
}

export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A text that depends on a number: `key.one`, `key.other`; {n} is the number. */
export function n(key, count, values = {}) {
  const form = `${key}.${plural.select(count)}`;
  return t(form in texts ? form : `${key}.other`, { n: number(count), ...values });
}

export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}
