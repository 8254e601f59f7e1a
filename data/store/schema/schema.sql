-- The first schema. Outward ids are short codes; the large tables use integer keys. A month is jyear * 100 + jmonth.
-- No CREATE INDEX and no foreign keys; a PRIMARY KEY on small tables only.

CREATE TABLE province (
    province_key INTEGER PRIMARY KEY,
    province_id VARCHAR NOT NULL UNIQUE,
    name_fa VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    demo BOOLEAN NOT NULL
);

CREATE TABLE unit (
    unit_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    unit_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('agency', 'governorate')),
    sector VARCHAR NOT NULL,
    name_fa VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    sort_fa VARCHAR NOT NULL,
    sort_en VARCHAR NOT NULL,
    letter_recipient VARCHAR NOT NULL,
    active_from INTEGER,
    active_to INTEGER,
    UNIQUE (province_key, unit_id)
);

CREATE TABLE unit_alias (
    unit_key INTEGER NOT NULL,
    alias VARCHAR NOT NULL,
    PRIMARY KEY (unit_key, alias)
);

CREATE TABLE scheme (
    scheme_key INTEGER PRIMARY KEY,
    scheme_id VARCHAR NOT NULL,
    toml VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL UNIQUE,
    valid_from INTEGER NOT NULL
);

-- Integer keys of the codes that schemes use, so that a code keeps its key from one scheme to the next.
CREATE TABLE indicator (
    indicator_key INTEGER PRIMARY KEY,
    code VARCHAR NOT NULL UNIQUE
);

CREATE TABLE domain (
    domain_key INTEGER PRIMARY KEY,
    code VARCHAR NOT NULL UNIQUE
);

-- version counts the changes of the month: the row that two imports at once can't both write.
-- first_import is the import that opened the month; listings (month_unit) from before it don't count.
CREATE TABLE month (
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    scheme_key INTEGER NOT NULL,
    version INTEGER NOT NULL,
    first_import INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (province_key, month)
);

-- sheets: JSON list of sheet names in the order of score.sheet_no. reverted_seq: the event that took it out of force.
CREATE TABLE import (
    import_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    scheme_key INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    sheets VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    bytes BLOB NOT NULL,
    actor VARCHAR NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    note VARCHAR NOT NULL,
    demo BOOLEAN NOT NULL,
    reverted_seq INTEGER
);

CREATE TABLE score (
    import_key INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    indicator_key INTEGER NOT NULL,
    points DOUBLE,
    mark VARCHAR NOT NULL,
    sheet_no INTEGER NOT NULL,
    row_no INTEGER NOT NULL,
    column_no INTEGER NOT NULL,
    typed VARCHAR
);

-- A unit as it was when an import first brought the month; import_key is that import.
CREATE TABLE month_unit (
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    sector VARCHAR NOT NULL,
    listed BOOLEAN NOT NULL,
    import_key INTEGER NOT NULL
);

-- Results in force, made from score by the scoring module; a row for every listed unit, `missing` where no import holds it.
CREATE TABLE unit_total (
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    import_key INTEGER,
    kind VARCHAR NOT NULL,
    sector VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    points DOUBLE,
    ceiling DOUBLE,
    coverage DOUBLE,
    total DOUBLE,
    band VARCHAR,
    is_weak BOOLEAN,
    rank INTEGER,
    ranked_units INTEGER NOT NULL
);

CREATE TABLE domain_total (
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    domain_key INTEGER NOT NULL,
    points DOUBLE,
    ceiling DOUBLE,
    percent DOUBLE
);

-- The audit chain. what: JSON; entry_hash covers every other column, previous_hash included.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    recorded_at VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    previous_hash VARCHAR NOT NULL,
    entry_hash VARCHAR NOT NULL UNIQUE
);
