-- Name and description, folded for the search (SearchText): what a database folds by itself differs from one to another.
-- Null for a row from before; then the database folds.
alter table collections add column searched text;
