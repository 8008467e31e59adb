-- Name and key, folded for the search (SearchText): what a database folds by itself differs from one to another.
-- Null for a row from before; then the database folds.
alter table runs add column searched text;
