-- Bookings: what the writers decided. Every table here is written by booking-worker alone, inside a batch's
-- transaction. Sequential keys, no index on what changes, room on each page for HOT updates.

-- Owner: booking-worker. One row a Kafka partition: the fence that every batch passes first.
create table writer_partition (
    partition        integer primary key,
    topic_id         text not null,
    epoch            bigint not null,
    batch_no         bigint not null,
    next_offset      bigint not null,
    -- the `now` of the last committed batch, milliseconds since 1970: time never runs backwards
    decided_at_ms    bigint not null,
    -- the last batch known to be published in whole; trails batch_no
    published_batch  bigint not null,
    -- the database session that writes this partition; ended by the next one to take over
    session_pid      integer,
    session_started  timestamptz
) with (fillfactor = 50);

-- Owner: booking-worker. Each batch's replies and changes in one packed row (wire BatchRecord). Append-only: the
-- outbox, the memory of outcomes after a take-over, and the log that the audit replays.
create table batch (
    partition     integer not null,
    batch_no      bigint not null,
    epoch         bigint not null,
    committed_at  timestamptz not null,
    record        bytea not null,
    primary key (partition, batch_no)
);

-- Owner: booking-worker. An event that has a sale: what the ledger needs besides tickets and holds.
create table event_ledger (
    event_id      bigint primary key,
    seq           bigint not null,
    next_hold_no  integer not null,
    -- wire SaleTerms: sections, prices, limits, times; changed only by command
    terms         bytea not null,
    -- open | cancelled
    state         text not null
) with (fillfactor = 70);

-- Owner: booking-worker. status: 0 available, 1 held, 2 sold, 3 blocked.
-- Section, row and seat follow from ticket_no and the venue's layout.
create table ticket (
    event_id   bigint not null,
    ticket_no  integer not null,
    status     smallint not null,
    hold_no    integer not null,
    primary key (event_id, ticket_no)
) with (fillfactor = 50);

-- Owner: booking-worker. state: 0 live, 1 released, 2 expired, 3 confirmed, 4 replaced.
create table hold (
    event_id      bigint not null,
    hold_no       integer not null,
    account_id    text not null,
    lane          text not null,
    command_id    bytea not null,
    ticket_nos    integer[] not null,
    -- the price type of each ticket, by its number in the section's list
    price_nos     smallint[] not null,
    amount        bigint not null,
    state         smallint not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    -- payment has begun: no expiry before expires_at, which was moved once, within its bound
    pinned        boolean not null,
    primary key (event_id, hold_no)
) with (fillfactor = 70);
create unique index hold_command on hold (command_id);
create index holds_of_account on hold (account_id, event_id, hold_no);

-- Owner: booking-worker. One payment a hold. state: open, capturing, captured, voiding, voided, failed.
create table payment (
    event_id      bigint not null,
    hold_no       integer not null,
    intent_id     text,
    amount        bigint not null,
    captured      bigint not null default 0,
    refunded      bigint not null default 0,
    state         text not null,
    -- an open payment is voided when this has passed
    grace_until   timestamptz not null,
    updated_at    timestamptz not null,
    primary key (event_id, hold_no)
) with (fillfactor = 70);
-- The payment loop's work after a take-over; a partial index stays small.
create index payment_unfinished on payment (event_id, hold_no) where state in ('open', 'capturing', 'voiding');

-- Owner: booking-worker. An order has its hold's number. status: confirmed, captured, refunded, paymentFailed.
create table booking_order (
    event_id      bigint not null,
    hold_no       integer not null,
    account_id    text not null,
    command_id    bytea not null,
    amount        bigint not null,
    status        text not null,
    confirmed_at  timestamptz not null,
    updated_at    timestamptz not null,
    primary key (event_id, hold_no)
) with (fillfactor = 70);
create unique index order_command on booking_order (command_id);
create index orders_of_account on booking_order (account_id, confirmed_at desc, event_id, hold_no);

-- Owner: booking-worker. What happened to a hold and its order. Append-only.
create table booking_step (
    event_id  bigint not null,
    hold_no   integer not null,
    seq       bigint not null,
    at        timestamptz not null,
    step      text not null,
    detail    text
);
create index booking_step_of_hold on booking_step (event_id, hold_no, seq);

-- Owner: booking-worker. Stripe's events, stored in the transaction of their effect.
create table stripe_event (
    stripe_event_id  text primary key,
    event_id         bigint not null,
    hold_no          integer not null,
    applied_at       timestamptz not null
);

-- Owner: booking-worker. Commands that the database refused, each with its reason. Append-only.
create table dead_letter (
    partition        integer not null,
    command_offset   bigint not null,
    command_id       bytea not null,
    reason           text not null,
    command          bytea not null,
    refused_at       timestamptz not null,
    primary key (partition, command_offset)
);
