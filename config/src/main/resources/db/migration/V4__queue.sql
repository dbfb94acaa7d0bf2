-- The waiting room's memory that must outlive Redis.

-- Owner: waiting-room. How often a sale's queue was begun in an empty Redis. More than once means that Redis lost it:
-- admission then waits a pass's lifetime, and numbering skips ahead.
create table queue_generation (
    event_id    bigint primary key references event,
    generation  bigint not null,
    begun_at    timestamptz not null default now()
);

-- Owner: waiting-room. The draw of a lane. seed is 256 random bits, encrypted (kid, nonce, ciphertext); commitment is its
-- SHA-256, published with the sale; root hashes the frozen list of places, published before the seed.
create table draw (
    event_id    bigint not null references event,
    lane        text not null,
    commitment  bytea not null,
    seed        bytea not null,
    root        bytea,
    places      integer,
    frozen_at   timestamptz,
    opened_at   timestamptz,
    primary key (event_id, lane)
);

-- Owner: waiting-room. Who was admitted, in the order in which it happened; active counts leases and live holds right
-- afterwards, active_max was the cap then. Append-only: what the audit checks cap and lane-order against.
create table admission (
    event_id      bigint not null,
    admission_no  bigint generated always as identity,
    lane          text not null,
    number        bigint not null,
    account_id    text not null,
    generation    bigint not null,
    admitted_at   timestamptz not null,
    active        integer not null,
    active_max    integer not null,
    primary key (event_id, admission_no)
);

grant select, insert, update on queue_generation, draw to tidegate_waiting_room;
grant select, insert on admission to tidegate_waiting_room;
