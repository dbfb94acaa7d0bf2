// Draws the plan. From afar a section is one shape filled by what is left of it; nearer, seats are bars of one status;
// near enough to be tapped, each is a seat of its own. Whatever is not on the screen is not drawn.
const BARS_PX = 2.4;
const SEATS_PX = 7;
const LABELS_PX = 20;
const NAME_PX = 46;
const WORD_PX = 8;

const PALETTE = {
  light: { ground: "#eef2f3", section: "#dbe4e6", ink: "#0e2027", soft: "#4b6068", free: "#0b6570", dim: "#a9c6ca", taken: "#c6cfd2", mine: "#7a3fb0", chosen: "#b45309", on: "#ffffff", stage: "#c3ced1" },
  dark: { ground: "#0e191e", section: "#1b2b32", ink: "#e9f1f3", soft: "#a6b9c0", free: "#4bb9bc", dim: "#29565c", taken: "#2c3c43", mine: "#cdaef9", chosen: "#f3bd6e", on: "#06262b", stage: "#2a3d45" },
};

export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
  }

  /**
   * @param scene plan, view {scale, x, y} in CSS pixels, ratio, dark, chosen, mine, matches(no) or null, stage (its word)
   */
  draw(scene) {
    const { plan, view, ratio, dark } = scene;
    const context = this.context;
    this.colours = PALETTE[dark ? "dark" : "light"];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.colours.ground;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
    const seen = [
      -view.x / view.scale,
      -view.y / view.scale,
      (this.canvas.width / ratio - view.x) / view.scale,
      (this.canvas.height / ratio - view.y) / view.scale,
    ];
    this.stage(scene);
    plan.sections.forEach((section, at) => {
      const [left, top, right, bottom] = section.box;
      if (right < seen[0] || left > seen[2] || bottom < seen[1] || top > seen[3]) return;
      const pitch = section.rows[0]?.pitch * view.scale;
      if (!section.rows.length || pitch < BARS_PX) this.block(scene, section, at);
      else if (pitch < SEATS_PX) this.bars(scene, section, seen);
      else this.seats(scene, section, seen, pitch);
    });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    plan.sections.forEach((section, at) => this.name(scene, section, at));
  }

  stage({ plan, view, stage }) {
    const [left, top, right] = plan.bounds;
    const width = Math.min(24, (right - left) * 0.5);
    const x = (left + right - width) / 2;
    const height = Math.max(1.2, width / 12, Math.min(4, 18 / view.scale));
    const y = top - height - Math.max(1.5, width / 14);
    this.context.fillStyle = this.colours.stage;
    this.context.beginPath();
    this.context.roundRect(x, y, width, height, [0.2, 0.2, height / 2, height / 2]);
    this.context.fill();
    const size = Math.min(height * 0.65, 16 / view.scale);
    if (size * view.scale >= WORD_PX) {
      this.context.fillStyle = this.colours.ink;
      this.context.font = `600 ${size}px system-ui, sans-serif`;
      this.context.textAlign = "center";
      this.context.textBaseline = "middle";
      this.context.fillText(stage, x + width / 2, y + height / 2);
    }
  }

  /** A section as one shape, the more filled the more is left. */
  block({ plan, matches, view }, section, at) {
    const [left, top, right, bottom] = section.box;
    const share = plan.available[at] / section.capacity;
    const context = this.context;
    const radius = Math.min(0.6, 6 / view.scale);
    context.fillStyle = this.colours.section;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, radius);
    context.fill();
    if (share === 0) return;
    context.fillStyle = matches && !matches.section(at) ? this.colours.dim : this.colours.free;
    context.globalAlpha = 0.25 + 0.75 * share;
    context.fill();
    context.globalAlpha = 1;
  }

  /** Runs of seats of one look, a bar each. */
  bars(scene, section, seen) {
    const batches = new Map();
    const height = section.rowPitch * 0.62;
    for (const row of visibleRows(section, seen)) {
      const end = row.firstTicketNo + row.seats;
      for (let no = row.firstTicketNo; no < end; ) {
        const colour = this.colour(scene, no);
        let to = no + 1;
        while (to < end && this.colour(scene, to) === colour) to++;
        const left = section.x + row.x + (no - row.firstTicketNo) * row.pitch;
        batch(batches, colour).rect(left, section.y + row.y - height / 2, (to - no) * row.pitch - row.pitch * 0.15, height);
        no = to;
      }
    }
    this.fill(batches);
  }

  seats(scene, section, seen, pitch) {
    const batches = new Map();
    const { plan } = scene;
    for (const row of visibleRows(section, seen)) {
      const size = Math.min(row.pitch, section.rowPitch) * 0.8;
      const first = Math.max(0, Math.floor((seen[0] - section.x - row.x) / row.pitch));
      const last = Math.min(row.seats - 1, Math.ceil((seen[2] - section.x - row.x) / row.pitch));
      for (let seat = first; seat <= last; seat++) {
        const no = row.firstTicketNo + seat;
        const path = batch(batches, this.colour(scene, no));
        if (pitch < 12) path.rect(plan.x[no] - size / 2, plan.y[no] - size / 2, size, size);
        else path.roundRect(plan.x[no] - size / 2, plan.y[no] - size / 2, size, size, size * 0.3);
      }
    }
    this.fill(batches);
    if (pitch >= LABELS_PX) this.labels(scene, section, seen);
  }

  labels({ plan, view, mine }, section, seen) {
    const context = this.context;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const row of visibleRows(section, seen)) {
      const size = Math.min(row.pitch, section.rowPitch);
      context.font = `600 ${size * 0.34}px system-ui, sans-serif`;
      const first = Math.max(0, Math.floor((seen[0] - section.x - row.x) / row.pitch));
      const last = Math.min(row.seats - 1, Math.ceil((seen[2] - section.x - row.x) / row.pitch));
      for (let seat = first; seat <= last; seat++) {
        const no = row.firstTicketNo + seat;
        context.fillStyle = plan.status[no] === 0 || mine.has(no) ? this.colours.on : this.colours.soft;
        const kind = plan.kind[no];
        context.fillText(kind === 1 ? "♿" : kind === 2 ? "+" : String(row.firstSeat + seat), plan.x[no], plan.y[no]);
      }
      context.fillStyle = this.colours.soft;
      context.font = `600 ${Math.min(size * 0.4, 14 / view.scale)}px system-ui, sans-serif`;
      context.fillText(row.row, section.x + row.x - size * 0.5, section.y + row.y);
    }
  }

  colour({ plan, chosen, mine, matches }, no) {
    const isMine = mine.has(no);
    if (chosen.has(no) && (isMine || plan.status[no] === 0)) return this.colours.chosen;
    if (isMine) return this.colours.mine;
    if (plan.status[no] !== 0) return this.colours.taken;
    return matches && !matches.seat(no) ? this.colours.dim : this.colours.free;
  }

  fill(batches) {
    for (const [colour, path] of batches) {
      this.context.fillStyle = colour;
      this.context.fill(path);
    }
  }

  /** A section's name: on it from afar, above it where its seats are seen. */
  name({ plan, view }, section, at) {
    const [left, top, right, bottom] = section.box;
    const isNear = (section.rows[0]?.pitch ?? 0) * view.scale >= SEATS_PX;
    const width = (right - left) * view.scale;
    if (width < NAME_PX) return;
    const context = this.context;
    const x = ((left + right) / 2) * view.scale + view.x;
    const y = (isNear ? top : (top + bottom) / 2) * view.scale + view.y - (isNear ? 14 : 0);
    const size = Math.min(14, width / 7);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `650 ${size}px system-ui, sans-serif`;
    const wide = Math.min(width - 4, context.measureText(section.name).width + size);
    context.fillStyle = this.colours.ground;
    context.globalAlpha = 0.9;
    context.beginPath();
    context.roundRect(x - wide / 2, y - size, wide, size * 2, size);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = plan.available[at] ? this.colours.ink : this.colours.soft;
    context.fillText(section.name, x, y, wide - size / 2);
  }
}

function* visibleRows(section, [, top, , bottom]) {
  for (const row of section.rows) {
    const y = section.y + row.y;
    if (y > top - 1 && y < bottom + 1) yield row;
  }
}

function batch(batches, colour) {
  let path = batches.get(colour);
  if (!path) batches.set(colour, (path = new Path2D()));
  return path;
}
