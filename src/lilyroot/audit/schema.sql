-- An open audit. Texts are sealed; what the reader said of them is sealed too, so that nobody labels after it.

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS auditor (name TEXT PRIMARY KEY) STRICT;

-- In the order in which they are shown, which is a random one over all strata.
CREATE TABLE IF NOT EXISTS item (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,   -- a keyed hash of period and message: joins to nothing without the key
  purpose TEXT NOT NULL CHECK (purpose IN ('correct', 'refine')),
  wanted INTEGER NOT NULL CHECK (wanted IN (1, 2)),
  sealed_reading BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS sealed_text (
  hash TEXT PRIMARY KEY REFERENCES item (hash),
  source TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS label (
  hash TEXT NOT NULL REFERENCES item (hash),
  auditor TEXT NOT NULL REFERENCES auditor (name),
  given INTEGER NOT NULL,      -- the order in which labels were given
  orientation TEXT NOT NULL CHECK (orientation IN ('centric', 'focused', 'none')),
  flags TEXT NOT NULL,         -- names joined by semicolons
  PRIMARY KEY (hash, auditor)
) STRICT;

-- What somebody has before them: nobody else is given it meanwhile. It lapses.
CREATE TABLE IF NOT EXISTS in_hand (
  hash TEXT NOT NULL REFERENCES item (hash),
  auditor TEXT NOT NULL REFERENCES auditor (name),
  until TEXT NOT NULL,
  PRIMARY KEY (hash, auditor)
) STRICT;

CREATE TABLE IF NOT EXISTS skipped (
  hash TEXT NOT NULL REFERENCES item (hash),
  auditor TEXT NOT NULL REFERENCES auditor (name),
  times INTEGER NOT NULL,
  PRIMARY KEY (hash, auditor)
) STRICT;
