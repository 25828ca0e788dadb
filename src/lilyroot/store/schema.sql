-- The catalogue: what was committed. A row here is the only truth; a file nobody mentions is garbage.

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row per export that was ever begun. items counts what the connector yielded and has been dealt with,
-- so that a run after a crash goes on where the last commit left off.
CREATE TABLE IF NOT EXISTS export (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  connector TEXT NOT NULL,
  name TEXT NOT NULL,
  began TEXT NOT NULL,
  closed TEXT,
  items INTEGER NOT NULL DEFAULT 0,
  committed INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS passed_over (
  export TEXT NOT NULL REFERENCES export (id),
  reason TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (export, reason)
) STRICT, WITHOUT ROWID;

-- Committed messages in languages that the reader did not know when they came in.
CREATE TABLE IF NOT EXISTS not_read (
  export TEXT NOT NULL REFERENCES export (id),
  language TEXT NOT NULL,      -- ISO 639-1
  n INTEGER NOT NULL,
  PRIMARY KEY (export, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS segment (
  tab TEXT NOT NULL CHECK (tab IN ('messages', 'texts', 'readings')),
  sha TEXT NOT NULL,
  rows INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  export TEXT NOT NULL REFERENCES export (id),
  reader TEXT NOT NULL DEFAULT '',
  delete_after TEXT,           -- ISO day; only texts have one
  PRIMARY KEY (tab, sha)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS message (
  key TEXT NOT NULL,           -- keyed hash of (source, external id)
  revision INTEGER NOT NULL,
  body BLOB NOT NULL,          -- keyed hash of the text
  PRIMARY KEY (key, revision)
) STRICT, WITHOUT ROWID;

-- Revisions that a later one has replaced: they stay in their segment and count nowhere.
CREATE TABLE IF NOT EXISTS superseded (
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (key, revision)
) STRICT, WITHOUT ROWID;

-- Readings that a later version of the reader has replaced: they stay, for the bridge, and count nowhere.
CREATE TABLE IF NOT EXISTS outdated (sha TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- From one version of the reader to another: the figures of the same messages read by both, and which messages
-- (keyed hashes). Made once, never changed.
CREATE TABLE IF NOT EXISTS bridge (
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  made TEXT NOT NULL,
  panel TEXT NOT NULL,
  figures TEXT NOT NULL,       -- JSON
  PRIMARY KEY (before, after)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS panel (
  panel TEXT NOT NULL,
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (panel, key, revision)
) STRICT, WITHOUT ROWID;

-- Keyed by place and offset, not by content: five identical bad lines are five bad lines.
CREATE TABLE IF NOT EXISTS quarantine (
  export TEXT NOT NULL REFERENCES export (id),
  item INTEGER NOT NULL,
  place TEXT NOT NULL,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  sentence TEXT NOT NULL,
  remedy TEXT NOT NULL,
  raw BLOB NOT NULL,
  delete_after TEXT NOT NULL,
  PRIMARY KEY (export, item)
) STRICT, WITHOUT ROWID;

-- Who a speaker is. Everything is a keyed hash: no name, no address.
CREATE TABLE IF NOT EXISTS speaker_alias (
  speaker TEXT NOT NULL,
  source TEXT NOT NULL,
  alias TEXT NOT NULL,
  rank INTEGER NOT NULL,       -- the order in which the source names them: id, address, name
  PRIMARY KEY (speaker, alias)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS person_alias (
  alias TEXT NOT NULL,
  person TEXT NOT NULL,
  origin TEXT NOT NULL,        -- 'hris' or 'map:<source>'
  PRIMARY KEY (alias, person, origin)
) STRICT, WITHOUT ROWID;

-- The words of the names in the HRIS file, keyed, with those that lack one letter: they find a name in a text, also one
-- that is misspelt, so that it can be taken out before anybody reads the text (an audit).
CREATE TABLE IF NOT EXISTS name_word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Sources that name a team with every message: how often, by month. Counts, so that the order of exports is no matter.
CREATE TABLE IF NOT EXISTS stated_team (
  speaker TEXT NOT NULL,
  month TEXT NOT NULL,         -- "2025-03", '' where the source keeps no dates
  team TEXT NOT NULL,
  function TEXT NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (speaker, month, team, function)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stint (
  person TEXT NOT NULL,
  origin TEXT NOT NULL,        -- 'hris' or 'map:<source>'
  team TEXT NOT NULL,
  function TEXT NOT NULL,
  site TEXT NOT NULL,
  start TEXT NOT NULL,         -- ISO day, inclusive
  "end" TEXT NOT NULL,         -- ISO day, inclusive; 9999-12-31 while it lasts
  PRIMARY KEY (person, origin, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS team (
  team TEXT NOT NULL,
  origin TEXT NOT NULL,
  parent TEXT NOT NULL,        -- '' directly below the organisation
  PRIMARY KEY (team, origin)
) STRICT, WITHOUT ROWID;

-- What was taken in as records: decisions, goals, promises and the like, one row per row of a file and revision. Codes,
-- days, numbers, names of teams and functions, keyed hashes of people; no text. A replaced revision says nothing more.
CREATE TABLE IF NOT EXISTS record (
  kind TEXT NOT NULL CHECK (kind IN (
    'statements', 'decisions', 'incentives', 'recognitions', 'goals', 'commitments', 'metrics', 'agenda')),
  key TEXT NOT NULL,           -- keyed hash of (source, kind, id)
  revision INTEGER NOT NULL CHECK (revision >= 1),
  body BLOB NOT NULL,          -- keyed hash of the row
  export TEXT NOT NULL REFERENCES export (id),
  content TEXT CHECK (content IS NULL OR json_valid(content)),  -- NULL once a later revision counts
  PRIMARY KEY (key, revision)
) STRICT, WITHOUT ROWID;

-- Quarantined records that still say something of their message.
CREATE VIEW IF NOT EXISTS telling AS
SELECT export, item, delete_after FROM quarantine WHERE place <> '' OR LENGTH(raw) > 0;

-- Exports whose name nothing needs any more: it may say more than it should.
CREATE VIEW IF NOT EXISTS named_for_nothing AS
SELECT id, SUBSTR(began, 1, 10) AS day FROM export
WHERE name <> ''
  AND id NOT IN (SELECT export FROM segment WHERE tab = 'texts')
  AND id NOT IN (SELECT export FROM telling);

-- A wave of the survey, as it was declared when it opened.
CREATE TABLE IF NOT EXISTS wave (
  wave TEXT PRIMARY KEY,
  questionnaire TEXT NOT NULL, -- version of the items
  items TEXT NOT NULL,         -- the items that are asked, with a space between
  k INTEGER NOT NULL CHECK (k >= 5),
  stands TEXT NOT NULL,        -- ISO day: the organisation as it stood then
  opened TEXT NOT NULL,        -- ISO day
  closed TEXT,                 -- ISO day
  sheets TEXT,                 -- its segment, once it is closed
  committed INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  alike INTEGER NOT NULL DEFAULT 0,
  CHECK ((closed IS NULL) = (sheets IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS wave_keeps_its_promise BEFORE UPDATE OF wave, questionnaire, items, k, stands, opened ON wave
BEGIN SELECT RAISE(ABORT, 'what a wave was opened with never changes'); END;

CREATE TRIGGER IF NOT EXISTS wave_is_frozen BEFORE UPDATE ON wave WHEN OLD.closed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed wave is frozen'); END;

CREATE TRIGGER IF NOT EXISTS wave_stays BEFORE DELETE ON wave WHEN OLD.closed IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed wave is frozen'); END;

-- Waves that were opened and taken back before they were closed: nobody had seen an answer. The log of that.
CREATE TABLE IF NOT EXISTS withdrawn_wave (
  number INTEGER PRIMARY KEY,
  wave TEXT NOT NULL,
  stands TEXT NOT NULL,        -- ISO day
  opened TEXT NOT NULL,        -- ISO day
  files INTEGER NOT NULL CHECK (files >= 0),  -- files of answers that were deleted with it
  withdrawn TEXT NOT NULL,     -- ISO day
  withdrawn_by TEXT NOT NULL CHECK (TRIM(withdrawn_by) <> ''),
  reason TEXT NOT NULL CHECK (TRIM(reason) <> '')
) STRICT;

CREATE TRIGGER IF NOT EXISTS withdrawn_wave_keeps_its_words BEFORE UPDATE ON withdrawn_wave
BEGIN SELECT RAISE(ABORT, 'what was withdrawn stays written down'); END;

CREATE TRIGGER IF NOT EXISTS withdrawn_wave_stays BEFORE DELETE ON withdrawn_wave
BEGIN SELECT RAISE(ABORT, 'what was withdrawn stays written down'); END;

-- The organisation as a wave froze it: its tree, and how many people stand where.
CREATE TABLE IF NOT EXISTS wave_team (
  wave TEXT NOT NULL REFERENCES wave (wave),
  team TEXT NOT NULL,
  parent TEXT NOT NULL,
  PRIMARY KEY (wave, team)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS wave_place (
  wave TEXT NOT NULL REFERENCES wave (wave),
  team TEXT NOT NULL,
  function TEXT NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (wave, team, function)
) STRICT, WITHOUT ROWID;

-- Only while a wave is open: what was taken in, and which sheets it had (keyed hashes that lead to no answer, so that
-- a sheet in two files counts once). Closing deletes both.
CREATE TABLE IF NOT EXISTS answer_file (
  wave TEXT NOT NULL REFERENCES wave (wave),
  file TEXT NOT NULL,          -- keyed hash of its bytes
  named INTEGER NOT NULL,      -- whether its sheets have ids of their own
  segment TEXT NOT NULL,
  committed INTEGER NOT NULL,
  duplicate INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  alike INTEGER NOT NULL,
  PRIMARY KEY (wave, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sheet_seen (
  wave TEXT NOT NULL REFERENCES wave (wave),
  token TEXT NOT NULL,
  PRIMARY KEY (wave, token)
) STRICT, WITHOUT ROWID;

-- Changes of the policy, beyond the built-in version 1. The floors and the two people are checked here as well, so
-- that no program and no hand that writes to this file gets round them.
CREATE TABLE IF NOT EXISTS policy (
  version INTEGER PRIMARY KEY CHECK (version >= 2),
  k INTEGER NOT NULL CHECK (k >= 5),
  k_text INTEGER NOT NULL CHECK (k_text >= 10),
  colluders INTEGER NOT NULL CHECK (colluders >= 1),
  segments TEXT NOT NULL CHECK (json_type(segments) = 'object'),  -- attribute -> values
  depth INTEGER NOT NULL CHECK (depth BETWEEN 1 AND 2),
  proposed_by TEXT NOT NULL CHECK (TRIM(proposed_by) <> ''),
  proposed_on TEXT NOT NULL,   -- ISO day
  reason TEXT NOT NULL CHECK (TRIM(reason) <> ''),
  approved_by TEXT CHECK (TRIM(approved_by) <> '' AND LOWER(TRIM(approved_by)) <> LOWER(TRIM(proposed_by))),
  approved_on TEXT CHECK (approved_on >= proposed_on),
  since TEXT CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]' AND since > SUBSTR(approved_on, 1, 7)),
  CHECK ((approved_by IS NULL) = (approved_on IS NULL) AND (approved_by IS NULL) = (since IS NULL))
) STRICT;

CREATE TRIGGER IF NOT EXISTS policy_begins_as_a_proposal BEFORE INSERT ON policy
WHEN NEW.approved_by IS NOT NULL OR NEW.version <= (SELECT COALESCE(MAX(version), 1) FROM policy)
BEGIN SELECT RAISE(ABORT, 'a policy begins as a proposal, with the next number'); END;

CREATE TRIGGER IF NOT EXISTS policy_has_few_segments BEFORE INSERT ON policy
WHEN (SELECT COUNT(*) FROM json_each(NEW.segments)) > 3
  OR EXISTS (SELECT 1 FROM json_each(NEW.segments) WHERE type <> 'array' OR json_array_length(value) NOT BETWEEN 2 AND 6)
BEGIN SELECT RAISE(ABORT, 'at most three segments of two to six values'); END;

-- What is never a segment: names of people, and traits that the law protects. Single words of a column's name; the one
-- list, for whoever asks before writing as well.
CREATE TABLE IF NOT EXISTS never_segment (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO never_segment VALUES
  ('id'), ('name'), ('email'), ('aliases'), ('phone'), ('address'),
  ('health'), ('illness'), ('sick'), ('medical'), ('disability'), ('disabled'), ('pregnancy'), ('pregnant'), ('maternity'),
  ('religion'), ('religions'), ('religious'), ('faith'), ('belief'),
  ('ethnicity'), ('ethnic'), ('race'), ('racial'), ('nationality'),
  ('union'), ('unions'), ('unionised'), ('unionized'), ('politics'), ('political'), ('party'),
  ('sex'), ('sexual'), ('sexuality'), ('orientation'), ('gender'), ('genders'), ('trans'),
  ('age'), ('ages'), ('birth'), ('birthday'), ('dob'), ('marital'), ('marriage');

CREATE TRIGGER IF NOT EXISTS never_segment_stays BEFORE DELETE ON never_segment
BEGIN SELECT RAISE(ABORT, 'what is never a segment stays so'); END;

CREATE TRIGGER IF NOT EXISTS never_segment_keeps_its_words BEFORE UPDATE ON never_segment
BEGIN SELECT RAISE(ABORT, 'what is never a segment stays so'); END;

CREATE TRIGGER IF NOT EXISTS policy_has_no_protected_segment BEFORE INSERT ON policy
WHEN EXISTS (
  SELECT 1 FROM json_each(NEW.segments) AS segment
  WHERE segment.key GLOB '*[^a-z0-9_]*' OR segment.key NOT GLOB '[a-z]*'
    OR EXISTS (SELECT 1 FROM never_segment WHERE '_' || segment.key || '_' GLOB '*_' || word || '_*'))
BEGIN SELECT RAISE(ABORT, 'neither names nor protected traits of people are segments'); END;

CREATE TRIGGER IF NOT EXISTS policy_keeps_its_words
BEFORE UPDATE OF version, k, k_text, colluders, segments, depth, proposed_by, proposed_on, reason ON policy
BEGIN SELECT RAISE(ABORT, 'what was proposed never changes'); END;

CREATE TRIGGER IF NOT EXISTS policy_is_approved_once BEFORE UPDATE ON policy
WHEN OLD.approved_by IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an approved policy never changes'); END;

-- By the clock of the database (UTC), so that no date that is written down says otherwise.
CREATE TRIGGER IF NOT EXISTS policy_holds_for_what_has_not_begun BEFORE UPDATE OF since ON policy
WHEN NEW.since <= STRFTIME('%Y-%m', 'now')
BEGIN SELECT RAISE(ABORT, 'a policy holds from a month that has not begun'); END;

CREATE TRIGGER IF NOT EXISTS policy_is_approved_by_another BEFORE UPDATE OF approved_by ON policy
WHEN NEW.approved_by IS NOT NULL AND folded_name(NEW.approved_by) IN ('', folded_name(NEW.proposed_by))
BEGIN SELECT RAISE(ABORT, 'whoever proposes a change cannot approve it'); END;

CREATE TRIGGER IF NOT EXISTS policy_follows_the_one_before BEFORE UPDATE ON policy
WHEN EXISTS (SELECT 1 FROM policy WHERE approved_by IS NOT NULL AND (version > NEW.version OR since > NEW.since))
BEGIN SELECT RAISE(ABORT, 'a later policy is approved'); END;

CREATE TRIGGER IF NOT EXISTS policy_stays BEFORE DELETE ON policy
BEGIN SELECT RAISE(ABORT, 'a policy is never deleted'); END;

-- Every release that was made: written when it stands in the ledger, so that none is taken back and made again.
CREATE TABLE IF NOT EXISTS release (
  number INTEGER PRIMARY KEY CHECK (number >= 1),
  stream TEXT NOT NULL,
  period TEXT NOT NULL,
  manifest TEXT NOT NULL,      -- sha256 of the canonical manifest
  UNIQUE (stream, period)
) STRICT;

-- How much of a window had been taken in when it was released, so that what comes later is noticed. Of all together,
-- never of a group; kept here, and in no release.
CREATE TABLE IF NOT EXISTS release_size (
  stream TEXT NOT NULL,
  period TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (stream, period)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS release_follows_the_one_before BEFORE INSERT ON release
WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM release)
  OR EXISTS (SELECT 1 FROM release WHERE stream = NEW.stream AND period = NEW.period)
BEGIN SELECT RAISE(ABORT, 'a release is made once, with the next number'); END;

CREATE TRIGGER IF NOT EXISTS release_is_frozen BEFORE UPDATE ON release
BEGIN SELECT RAISE(ABORT, 'what was released never changes'); END;

CREATE TRIGGER IF NOT EXISTS release_stays BEFORE DELETE ON release
BEGIN SELECT RAISE(ABORT, 'what was released stays released'); END;

-- Values of declared attributes (segments of the policy) in each stint of the HRIS file.
CREATE TABLE IF NOT EXISTS stint_attribute (
  person TEXT NOT NULL,
  origin TEXT NOT NULL,
  start TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (person, origin, start, attribute)
) STRICT, WITHOUT ROWID;

-- What is said of a source before anything is taken in from it: why, on which legal ground, what people are told. Rows
-- are only ever added, the last of a source counts; so it stays written down who said what, and when.
CREATE TABLE IF NOT EXISTS source (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (TRIM(name) <> ''),
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (TRIM(purpose) <> ''),
  ground TEXT NOT NULL CHECK (TRIM(ground) <> ''),
  written TEXT NOT NULL,       -- where the ground is written down: an agreement, an assessment
  contact TEXT NOT NULL CHECK (TRIM(contact) <> ''),
  notice TEXT NOT NULL CHECK (TRIM(notice) <> ''),
  told TEXT NOT NULL,          -- ISO day on which people were, or will be, told
  days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 365),  -- raw text is kept no longer
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
  said_by TEXT NOT NULL CHECK (TRIM(said_by) <> ''),
  said_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS source_keeps_its_words BEFORE UPDATE ON source
BEGIN SELECT RAISE(ABORT, 'what was said of a source stays written down'); END;

CREATE TRIGGER IF NOT EXISTS source_stays BEFORE DELETE ON source
BEGIN SELECT RAISE(ABORT, 'what was said of a source stays written down'); END;

-- What was answered to the results of a wave: what we heard, what we will do, by when. Rows are only ever added, the
-- last of a wave counts; so a promise stays written down as it was first made.
CREATE TABLE IF NOT EXISTS response (
  number INTEGER PRIMARY KEY,
  wave TEXT NOT NULL,
  heard TEXT NOT NULL CHECK (TRIM(heard) <> ''),
  will TEXT NOT NULL CHECK (TRIM(will) <> ''),
  due TEXT NOT NULL,           -- ISO day
  said_by TEXT NOT NULL CHECK (TRIM(said_by) <> ''),
  said_at TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS response_keeps_its_words BEFORE UPDATE ON response
BEGIN SELECT RAISE(ABORT, 'what was answered stays written down'); END;

CREATE TRIGGER IF NOT EXISTS response_stays BEFORE DELETE ON response
BEGIN SELECT RAISE(ABORT, 'what was answered stays written down'); END;

-- Who says that what they write is not to be read (pseudonyms), and under what sources know them (keyed hashes; kept so
-- that somebody who left the HRIS file stays left out). No name, no day, no count.
CREATE TABLE IF NOT EXISTS objection (person TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS objection_alias (
  alias TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (alias, person)
) STRICT, WITHOUT ROWID;
