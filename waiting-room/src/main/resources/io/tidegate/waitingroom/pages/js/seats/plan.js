// The house as typed arrays, from the seat map's JSON: 80,000 seats take a megabyte and no object each.
export const AVAILABLE = 0;
export const KINDS = ["none", "wheelchair", "companion", "restrictedView"];
export const STATUSES = ["available", "held", "sold", "blocked"];

const PLACE_M2 = 0.45;

export class Plan {
  constructor(seatmap) {
    this.capacity = seatmap.capacity;
    this.prefix = seatmap.ticketIdPrefix;
    this.radix = seatmap.ticketIdRadix;
    this.sections = seatmap.sections;
    this.status = new Uint8Array(this.capacity);
    this.kind = new Uint8Array(this.capacity);
    this.x = new Float32Array(this.capacity);
    this.y = new Float32Array(this.capacity);
    this.sectionOf = new Uint16Array(this.capacity);
    this.rowOf = new Uint16Array(this.capacity);
    this.available = new Int32Array(seatmap.sections.length);
    seatmap.sections.forEach((section, at) => this.#lay(section, at));
    this.bounds = around(this.sections.map((section) => section.box));
  }

  #lay(section, at) {
    const end = section.firstTicketNo + section.capacity;
    this.sectionOf.fill(at, section.firstTicketNo, end);
    this.available[at] = section.capacity;
    if (section.rows.length === 0) {
      const area = section.capacity * PLACE_M2;
      const width = Math.sqrt(area * 1.6);
      section.box = [section.x, section.y, section.x + width, section.y + area / width];
      return;
    }
    section.rows.forEach((row, rowAt) => {
      const y = section.y + row.y;
      for (let seat = 0; seat < row.seats; seat++) {
        const no = row.firstTicketNo + seat;
        this.x[no] = section.x + row.x + (seat + 0.5) * row.pitch;
        this.y[no] = y;
        this.rowOf[no] = rowAt;
      }
      row.accessible.forEach(({ seat, kind }) => (this.kind[row.firstTicketNo + seat] = KINDS.indexOf(kind)));
    });
    section.rowPitch = rowPitch(section);
    section.box = around(
      section.rows.map((row) => {
        const left = section.x + row.x;
        const y = section.y + row.y;
        return [left, y - section.rowPitch / 2, left + row.seats * row.pitch, y + section.rowPitch / 2];
      }),
    );
  }

  /** Every status anew: two bits a ticket. */
  take(packed) {
    for (let no = 0; no < this.capacity; no++) this.status[no] = (packed[no >> 2] >> ((no & 3) << 1)) & 3;
    this.available.fill(0);
    for (let no = 0; no < this.capacity; no++) if (this.status[no] === AVAILABLE) this.available[this.sectionOf[no]]++;
  }

  set(no, status) {
    if (no >= this.capacity) return;
    const was = this.status[no];
    if (was === status) return;
    if (was === AVAILABLE) this.available[this.sectionOf[no]]--;
    if (status === AVAILABLE) this.available[this.sectionOf[no]]++;
    this.status[no] = status;
  }

  /** What there is to say of a ticket. */
  seat(no) {
    const section = this.sections[this.sectionOf[no]];
    const row = section.rows[this.rowOf[no]];
    return {
      no,
      ticketId: this.prefix + no.toString(this.radix),
      sectionId: section.sectionId,
      section: section.name,
      row: row?.row ?? "",
      seat: row ? String(row.firstSeat + no - row.firstTicketNo) : "",
      kind: KINDS[this.kind[no]],
      status: STATUSES[this.status[no]],
      x: this.x[no],
      y: this.y[no],
    };
  }

  number(ticketId) {
    return parseInt(ticketId.slice(this.prefix.length), this.radix);
  }

  /** The seat at a point, or the nearest within reach; -1 for none. */
  at(x, y, reach) {
    let best = -1;
    let nearest = reach * reach;
    for (const section of this.sections) {
      const [left, top, right, bottom] = section.box;
      if (!section.rows.length || x < left - reach || x > right + reach || y < top - reach || y > bottom + reach) continue;
      for (const row of section.rows) {
        const dy = section.y + row.y - y;
        if (Math.abs(dy) > reach) continue;
        const seat = Math.min(row.seats - 1, Math.max(0, Math.floor((x - section.x - row.x) / row.pitch)));
        const no = row.firstTicketNo + seat;
        const distance = (this.x[no] - x) ** 2 + dy * dy;
        if (distance < nearest) [nearest, best] = [distance, no];
      }
    }
    return best;
  }

  /** The section at a point, for those without seats too. */
  sectionAt(x, y) {
    return this.sections.findIndex(({ box: [left, top, right, bottom] }) => x >= left && x <= right && y >= top && y <= bottom);
  }

  /** The free seat most like one that is gone: of its kind, in its section, else at its price; the nearest; -1 for none. */
  nearestLike(no, prices, not) {
    const like = (section) => (at) => this.sectionOf[at] === section;
    const section = this.sectionOf[no];
    const samePrice = (at) => prices[this.sectionOf[at]] === prices[section];
    return this.#nearest(no, like(section), not) ?? this.#nearest(no, samePrice, not) ?? -1;
  }

  #nearest(no, fits, not) {
    let best = null;
    let nearest = Infinity;
    for (let at = 0; at < this.capacity; at++) {
      if (this.status[at] !== AVAILABLE || this.kind[at] !== this.kind[no] || !fits(at) || not.has(at)) continue;
      if (this.sections[this.sectionOf[at]].rows.length === 0) continue;
      const distance = (this.x[at] - this.x[no]) ** 2 + 1.5 * (this.y[at] - this.y[no]) ** 2;
      if (distance < nearest) [nearest, best] = [distance, at];
    }
    return best;
  }
}

function rowPitch(section) {
  const gaps = section.rows.slice(1).map((row, at) => Math.abs(row.y - section.rows[at].y)).filter((gap) => gap > 0.1);
  return gaps.length ? Math.min(...gaps) : 0.9;
}

function around(boxes) {
  return boxes.reduce(
    (all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}
