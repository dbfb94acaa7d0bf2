-- What anybody needs to check a draw, and what brings admissions back to a Redis that lost them.

-- Whether the place had been away or lost: it is let in after some who stood behind it.
alter table admission add column returned boolean not null default false;
create index admission_of_account on admission (event_id, account_id);

-- A public beacon that the promoter names before the lobby opens, and its value from after the lobby's closing: it goes
-- into the key of the draw beside the seed. Null: none.
alter table draw
    add column beacon       text,
    add column beacon_value text;

-- The process of Redis in which the generation began.
alter table queue_generation add column run text not null default '';

-- Owner: waiting-room. The frozen list of a lane's draw in chunks, and what was drawn. places: ids of 10 bytes, in order
-- over all chunks; numbers: 4 bytes each, big-endian, of the same places. Append-only.
create table draw_list (
    event_id  bigint not null,
    lane      text not null,
    chunk_no  integer not null,
    places    bytea not null,
    numbers   bytea,
    primary key (event_id, lane, chunk_no),
    foreign key (event_id, lane) references draw
);
grant select, insert, update on draw_list to tidegate_waiting_room;
