-- The versions of a collection by their ids, newest first: pages of a long list without sorting all of it.
create index memberships_in_order on memberships (collection_id, id);
