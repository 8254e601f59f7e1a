-- A letter can be taken back by another one; a late objection leaves its trace; a published report is kept whole.

-- retracts: the letter that this one takes back. A CHECK can't be altered: the table is made anew.
CREATE TABLE letter_5 (
    letter_key INTEGER PRIMARY KEY,
    province_key INTEGER NOT NULL,
    month INTEGER NOT NULL,
    first_import INTEGER NOT NULL,
    unit_key INTEGER NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('warning', 'notice', 'best', 'improved', 'retraction')),
    recipient VARCHAR NOT NULL,
    deadline VARCHAR,
    basis VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('drafted', 'sent', 'answered', 'withdrawn')),
    number VARCHAR NOT NULL,
    sent_on VARCHAR,
    answer VARCHAR NOT NULL,
    answered_on VARCHAR,
    template_key INTEGER,
    retracts INTEGER
);
INSERT INTO letter_5 SELECT *, NULL FROM letter ORDER BY letter_key;
DROP TABLE letter;
ALTER TABLE letter_5 RENAME TO letter;

-- late: raised after the last day for objections, or on a month that was locked already; null: in time.
ALTER TABLE objection ADD COLUMN late BOOLEAN;

-- facts: JSON, everything that the report was made of; null for reports from before it was kept.
ALTER TABLE publication ADD COLUMN facts VARCHAR;
