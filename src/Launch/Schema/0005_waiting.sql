-- What an attempt waits for before it runs, in the words of its backend, as its agent told last.
alter table item_attempts add column waiting text;
