// A picture for an event that has none: waves at some hour of the day, always the same for the same event.
import { html, svg } from "lit-html";

const SKIES = [
  ["#0b3c49", "#1f7a8c", "#f4a259"],
  ["#1d2b53", "#4a5899", "#f7b2ad"],
  ["#143d36", "#2d7d6b", "#f2d0a4"],
  ["#3a1f4d", "#7a4988", "#ffcb77"],
  ["#102542", "#35608f", "#f87060"],
  ["#452a24", "#9c5b45", "#ffe0a3"],
  ["#0f3057", "#00587a", "#e7d39f"],
  ["#2b2d42", "#5c6285", "#ef9a9a"],
];

export function poster(id) {
  let seed = hash(id);
  const random = () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return seed / 4294967296;
  };
  random();
  const [deep, mid, sun] = SKIES[Math.floor(random() * SKIES.length)];
  const sunX = 60 + random() * 200;
  const sunY = 40 + random() * 70;
  const size = 22 + random() * 26;
  return html`<svg class="poster" viewBox="0 0 320 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="320" height="200" fill=${mid}></rect>
    <circle cx=${sunX} cy=${sunY} r=${size} fill=${sun}></circle>
    <circle cx=${sunX} cy=${sunY} r=${size * 1.9} fill=${sun} opacity="0.16"></circle>
    ${[0, 1, 2, 3].map((layer) => wave(105 + layer * 24, 10 + random() * 10, 60 + random() * 70, random() * 90, deep, 0.35 + layer * 0.2))}
  </svg>`;
}

function wave(y, height, length, shift, colour, opacity) {
  let path = `M${-shift} ${y}`;
  for (let x = -shift; x < 320; x += length * 2) {
    path += `q${length / 2} ${-height} ${length} 0t${length} 0`;
  }
  return svg`<path d="${path}V200H0Z" fill=${colour} opacity=${Math.min(1, opacity)}></path>`;
}

function hash(text) {
  let value = 2166136261;
  for (const char of text) value = Math.imul(value ^ char.codePointAt(0), 16777619);
  return value >>> 0;
}
