-- Imported rows are found again by the id that their source gives them; null: made through the API. A venue or performer
-- that its source gives no id is found by its name.

alter table venue add source_id text;
alter table performer add source_id text;
alter table event add source_id text;

create unique index venue_of_source on venue (promoter_id, source_id) where source_id is not null;
create unique index performer_of_source on performer (promoter_id, source_id) where source_id is not null;
create unique index event_of_source on event (promoter_id, source_id) where source_id is not null;

-- Owner: read-api's indexer. How much an event is looked at and queued for. popularity is the base-2 logarithm of a sum
-- that counts what is a week younger twice: two of them compare the same at any time, and none has to be aged.
create table event_popularity (
    event_id     bigint primary key references event on delete cascade,
    popularity   double precision not null,
    row_version  bigint not null default 1
) with (fillfactor = 70);
grant select on event_popularity to tidegate_read_api;
grant select, insert, update on event_popularity to tidegate_indexer;
alter publication tidegate_catalogue add table event_popularity;

-- Owner: the operator, who orders a new index by a row; the indexer says when it serves.
create table indexer_order (
    order_no    bigint generated always as identity primary key,
    ordered_at  timestamptz not null default now(),
    done_at     timestamptz
);
grant select, update on indexer_order to tidegate_indexer;
