-- The resource arguments and template variables as they were given, before the queue's config was merged with them: a JSON
-- object. A repeat merges them with the config of its day. Null in items that are older than this.
alter table queue_items add column asked text;
