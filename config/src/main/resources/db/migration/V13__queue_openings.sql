-- How often a queue was begun or gone on with, and whether the last time nothing of it was lost: what Redis must agree
-- with before it is believed to have all that it was told.
alter table queue_generation
    add column opening bigint not null default 0,
    add column kept    boolean not null default false;
