-- A role a process. Passwords are set by the migrator from the settings; no role owns a table.
do $$
declare
    r text;
begin
    foreach r in array array['tidegate_waiting_room', 'tidegate_booking_worker', 'tidegate_read_api', 'tidegate_indexer'] loop
        if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I login', r);
        end if;
    end loop;
end $$;

alter role tidegate_indexer replication;
-- Reads only, whatever a statement asks for.
alter role tidegate_read_api set default_transaction_read_only = on;
-- Ends the former writer's session when taking over a partition; both are the same role, which Postgres allows.

grant usage on schema public to tidegate_waiting_room, tidegate_booking_worker, tidegate_read_api, tidegate_indexer;

grant select, insert, update, delete
    on account, venue, venue_layout, performer, event, event_performer, sale, idempotent_answer
    to tidegate_waiting_room;
grant select, insert on sale_change to tidegate_waiting_room;
grant usage on sequence event_number to tidegate_waiting_room;
grant select on event_ledger, ticket, hold, payment, booking_order, booking_step, writer_partition, batch
    to tidegate_waiting_room;

grant select, insert, update, delete
    on writer_partition, event_ledger, ticket, hold, payment, booking_order
    to tidegate_booking_worker;
grant select, insert on batch, booking_step, stripe_event, dead_letter to tidegate_booking_worker;
grant select on event, venue, venue_layout, sale, account to tidegate_booking_worker;

grant select on venue, venue_layout, performer, event, event_performer, sale, event_ledger, ticket
    to tidegate_read_api, tidegate_indexer;

-- Owner: read-api's indexer. Where change data capture stands; Debezium's JDBC offset store.
create table indexer_offset (
    id                     varchar(36) not null,
    offset_key             varchar(1255),
    offset_val             varchar(1255),
    record_insert_ts       timestamp not null,
    record_insert_seq      integer not null
);
grant select, insert, update, delete on indexer_offset to tidegate_indexer;

-- Owner: read-api's indexer. Debezium writes here so that an idle slot still moves on.
create table indexer_heartbeat (
    id       integer primary key,
    beat_at  timestamptz not null
);
grant select, insert, update on indexer_heartbeat to tidegate_indexer;

create publication tidegate_catalogue
    for table venue, performer, event, event_performer, sale, indexer_heartbeat;
