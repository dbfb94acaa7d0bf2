-- Mail, and what is told by it: one-time codes, tickets and what became of an order.

-- An identity provider's accounts are told apart by its subjects; two of them may share an address.
alter table account drop constraint account_email_key;

-- Owner: waiting-room. The outbox. cause says why there is this mail, so that one cause is told once: 'code:<challenge>',
-- 'captured:<order>', 'resend:<order>:<key>'. state: waiting, sent, refused (the address does not take it), dropped (no
-- longer apt), failed (given up). A waiting mail whose turn has come is claimed by moving next_attempt_at; attempts tells
-- the claims apart.
create table mail (
    mail_no          bigint generated always as identity primary key,
    cause            text not null unique,
    kind             text not null,
    recipient        text not null,
    -- what its writer needs: ids, never a secret
    data             jsonb not null,
    state            text not null default 'waiting',
    attempts         integer not null default 0,
    next_attempt_at  timestamptz not null default now(),
    give_up_at       timestamptz not null,
    created_at       timestamptz not null default now(),
    ended_at         timestamptz,
    last_error       text
);
create index mail_waiting on mail (next_attempt_at) where state = 'waiting';
create index mail_ended on mail (ended_at) where ended_at is not null;

-- Owner: waiting-room. The one live code of an address. The code itself is nowhere: it is an HMAC of the challenge under
-- our token keys.
create table login_code (
    account_id     text primary key,
    challenge      bytea not null,
    expires_at     timestamptz not null,
    attempts_left  integer not null
);

-- Owner: waiting-room. Tickets that have left the house as QR codes. One that its order no longer has is revoked.
create table issued_ticket (
    event_id   bigint not null,
    hold_no    integer not null,
    ticket_no  integer not null,
    issued_at  timestamptz not null default now(),
    primary key (event_id, hold_no, ticket_no)
);

grant select, insert, update, delete on mail, login_code to tidegate_waiting_room;
grant select, insert on issued_ticket to tidegate_waiting_room;
