-- What promoters give out, and what they look at when a sale is over. Kept here, so that it outlives Redis.

-- Owner: waiting-room. Single-use priority tokens that have been used; a token is its first user's from then on.
create table priority_token_use (
    event_id    bigint not null references event,
    token_id    text not null,
    lane        text not null,
    account_id  text not null,
    used_at     timestamptz not null default now(),
    primary key (event_id, token_id)
);

-- Owner: waiting-room. How a lane stood, once a second while something moves: when each number was given and when it was
-- called follow from these counts. last_number is the highest number given in this generation of the queue.
create table lane_sample (
    event_id     bigint not null,
    lane         text not null,
    at           timestamptz not null,
    generation   bigint not null,
    state        text not null,
    waiting      bigint not null,
    last_number  bigint not null,
    serving      bigint not null,
    admitted     bigint not null,
    active       integer not null,
    primary key (event_id, lane, at)
);

-- Owner: waiting-room. What waiting buyers were told, held against what happened. Append-only.
create table eta_check (
    event_id     bigint not null,
    lane         text not null,
    at           timestamptz not null default now(),
    ahead        bigint not null,
    p50_seconds  double precision not null,
    p90_seconds  double precision not null,
    seconds      double precision not null
);
create index eta_check_of_event on eta_check (event_id, lane);

grant select, insert on priority_token_use, lane_sample, eta_check to tidegate_waiting_room;
