-- Months have states, with a date until which objections may be raised; objections have answers.

ALTER TABLE month ADD COLUMN objections_until VARCHAR;

-- indicator_key: null where the objection is to the unit as a whole. import_key: the correction that answered it.
CREATE TABLE objection (
    objection_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    indicator_key INTEGER,
    text VARCHAR NOT NULL,
    raised_by VARCHAR NOT NULL,
    raised_on VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('open', 'accepted', 'rejected')),
    answer VARCHAR NOT NULL,
    answered_by VARCHAR NOT NULL,
    import_key INTEGER
);
