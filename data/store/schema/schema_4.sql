-- What a meeting decides, and which slides it shows in which order.

-- until: ISO day or null. status: open or done; answer: what became of it.
CREATE TABLE decision (
    decision_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    until VARCHAR,
    status VARCHAR NOT NULL CHECK (status IN ('open', 'done', 'removed')),
    answer VARCHAR NOT NULL,
    answered_on VARCHAR
);

-- slides: the codes that are shown, in their order, separated by spaces; the newest row of a province is used.
CREATE TABLE slide_order (
    order_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    slides VARCHAR NOT NULL
);
