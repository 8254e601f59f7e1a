-- What follows from a month: letters, the time that managers are in office, public reports.
-- first_import: of the month that a row belongs to, so that a month that was cleared and came again starts anew.

-- basis: JSON, the figures that the letter says. sent_on, answered_on: ISO days. template_key: the newest template when it
-- was sent.
CREATE TABLE letter (
    letter_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    first_import INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('warning', 'notice', 'best', 'improved')),
    recipient VARCHAR NOT NULL,
    deadline VARCHAR,
    basis VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('drafted', 'sent', 'answered', 'withdrawn')),
    number VARCHAR NOT NULL,
    sent_on VARCHAR,
    answer VARCHAR NOT NULL,
    answered_on VARCHAR,
    template_key INTEGER
);

-- The office's own letter, a Word file; the newest of a language and kind is used, an empty one is ours again.
CREATE TABLE letter_template (
    template_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    lang VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    bytes BLOB NOT NULL
);

-- first_month, last_month: both included; last_month null: still in office.
CREATE TABLE tenure (
    tenure_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    first_month INTEGER NOT NULL,
    last_month INTEGER,
    removed BOOLEAN NOT NULL
);

-- figures: JSON, what the revision said of every unit; weak_names: whether it names weak units.
CREATE TABLE publication (
    publication_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    first_import INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    published_on VARCHAR NOT NULL,
    weak_names BOOLEAN NOT NULL,
    contact VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    figures VARCHAR NOT NULL
);
