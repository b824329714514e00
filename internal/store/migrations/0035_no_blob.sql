-- Files lie in the database as sealed pieces (attachment_data), under the key of
-- their case; nothing ever wrote this table (decision 0025).

-- +goose Up
DROP TABLE blob;
