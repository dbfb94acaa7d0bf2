-- The catalogue: what a promoter describes. Every table here is written by waiting-room alone.
-- row_version counts the changes of a row: it is the ETag of the promoter's API and the document version of search.

-- Owner: waiting-room. Who may be written to; account_id is derived from the address.
create table account (
    account_id   text primary key,
    email        text not null unique,
    created_at   timestamptz not null default now()
);

-- Owner: waiting-room.
create table venue (
    venue_id        bigint generated always as identity primary key,
    promoter_id     text not null,
    venue_name      text not null,
    street_address  text,
    city            text not null,
    country         text not null,
    latitude        double precision not null,
    longitude       double precision not null,
    time_zone       text not null,
    layout_version  integer not null,
    row_version     bigint not null default 1,
    updated_at      timestamptz not null default now()
);
create index venue_of_promoter on venue (promoter_id, venue_id);

-- Owner: waiting-room. Seat geometry, stored once per template and never changed: a new drawing is a new version.
create table venue_layout (
    venue_id        bigint not null references venue on delete cascade,
    layout_version  integer not null,
    layout          jsonb not null,
    primary key (venue_id, layout_version)
);

-- Owner: waiting-room.
create table performer (
    performer_id    bigint generated always as identity primary key,
    promoter_id     text not null,
    performer_name  text not null,
    performer_type  text not null,
    row_version     bigint not null default 1,
    updated_at      timestamptz not null default now()
);
create index performer_of_promoter on performer (promoter_id, performer_id);

create sequence event_number;

-- Owner: waiting-room. event_id = partition * 2^40 + event_number: the partition is chosen once, for ever.
create table event (
    event_id        bigint primary key,
    promoter_id     text not null,
    venue_id        bigint not null references venue,
    layout_version  integer not null,
    event_name      text not null,
    description     text,
    start_time      timestamptz not null,
    end_time        timestamptz not null,
    time_zone       text not null,
    currency        text not null,
    -- [{sectionId, priceTypes[{priceType, face, fees, tax}]}], as the promoter last wrote it. Once the sale is
    -- scheduled, the prices that count are the writer's (event_ledger.offer).
    offer           jsonb not null,
    row_version     bigint not null default 1,
    updated_at      timestamptz not null default now(),
    foreign key (venue_id, layout_version) references venue_layout
);
create index event_by_start on event (start_time, event_id);
create index event_of_promoter on event (promoter_id, event_id);
create index event_of_venue on event (venue_id, start_time);

-- Owner: waiting-room.
create table event_performer (
    event_id      bigint not null references event on delete cascade,
    performer_id  bigint not null references performer,
    position      integer not null,
    primary key (event_id, performer_id)
);
create index events_of_performer on event_performer (performer_id, event_id);

-- Owner: waiting-room. How an event's sale is queued and admitted; what the ledger reads of it travels by command.
create table sale (
    event_id        bigint primary key references event,
    lobby_opens_at  timestamptz not null,
    opens_at        timestamptz not null,
    closes_at       timestamptz not null,
    queued          boolean not null,
    -- active | paused | closed: what the promoter last ordered
    control         text not null default 'active',
    -- lanes, rates, caps and limits, as PUT /promoter/sales gives them
    terms           jsonb not null,
    row_version     bigint not null default 1,
    updated_at      timestamptz not null default now()
);

-- Owner: waiting-room. Who changed what of a sale, and when. Append-only.
create table sale_change (
    event_id    bigint not null references event,
    change_no   bigint generated always as identity,
    changed_at  timestamptz not null default now(),
    changed_by  text not null,
    what        jsonb not null,
    primary key (event_id, change_no)
);

-- Owner: waiting-room. Answers to the promoter's own mutations by Idempotency-Key, kept for a day.
create table idempotent_answer (
    account_id   text not null,
    key_hash     bytea not null,
    body_hash    bytea not null,
    status       integer,
    location     text,
    body         text,
    created_at   timestamptz not null default now(),
    primary key (account_id, key_hash)
);
