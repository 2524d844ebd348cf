-- The archive, version 1. `docs/archive.md` tells every table; `schema.rs` opens it and takes it forward.
--
-- Days are counted from 1970-01-01, weeks from the Monday 1969-12-29: whole numbers keep the indexes small, and
-- `date(day * 86400, 'unixepoch')` writes a day. Dates in text are as the report gives them: to the day, the
-- week, the month or the year. NULL is "unknown". Positions are Unicode code points of the report's text.

-- What coded: the same content has the same `id` everywhere.
CREATE TABLE run (
  run INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  program TEXT NOT NULL,
  model TEXT NOT NULL,
  lexicon TEXT NOT NULL,
  ontology TEXT NOT NULL
) STRICT;

-- `run`: the id of the run that answers where none is named.
CREATE TABLE choice (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What was read from: a file, by its name and what it held then.
CREATE TABLE input (
  input INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mark TEXT NOT NULL,
  whole INTEGER NOT NULL DEFAULT 0,
  UNIQUE (name, mark)
) STRICT;

-- One transaction each: it is there whole, or not at all.
CREATE TABLE batch (batch INTEGER PRIMARY KEY, run INTEGER NOT NULL, at TEXT NOT NULL) STRICT;

-- Every record of every input, with its fate: coded, again, unread, empty, broken, imported.
CREATE TABLE ledger (
  entry INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  input INTEGER NOT NULL,
  place INTEGER NOT NULL,
  item INTEGER NOT NULL,
  number INTEGER NOT NULL,
  fate TEXT NOT NULL,
  report INTEGER,
  why TEXT,
  UNIQUE (input, place, item)
) STRICT;
CREATE INDEX ledger_report ON ledger (report) WHERE report IS NOT NULL;

CREATE TABLE report (
  report INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  date TEXT,
  day INTEGER,
  title TEXT,
  url TEXT,
  publisher TEXT,
  language TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX report_id ON report (id);
CREATE INDEX report_doc ON report (doc);
CREATE INDEX report_day ON report (day);
CREATE INDEX report_publisher ON report (publisher, day);

-- That a report was coded in a run, be it without a record.
CREATE TABLE coding (
  run INTEGER NOT NULL,
  report INTEGER NOT NULL,
  events INTEGER NOT NULL,
  statements INTEGER NOT NULL,
  PRIMARY KEY (run, report)
) STRICT, WITHOUT ROWID;

-- Sentences that bear records.
CREATE TABLE sentence (
  sentence INTEGER PRIMARY KEY,
  report INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sentence_report ON sentence (report, number, start, "end");

-- One event as one report tells it. Where copies of a report tell it again, `same_as` names the one that counts;
-- `mentions` of that one counts all.
CREATE TABLE event (
  event INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id TEXT NOT NULL,
  report INTEGER,
  sentence INTEGER,
  type TEXT,
  mode TEXT NOT NULL,
  context TEXT NOT NULL,
  quad INTEGER,
  scale REAL,
  cameo TEXT,
  date TEXT,
  published TEXT,
  day INTEGER,
  status TEXT,
  words TEXT,
  start INTEGER,
  "end" INTEGER,
  cue TEXT,
  location TEXT,
  confidence REAL,
  rule TEXT,
  same_as INTEGER,
  mentions INTEGER NOT NULL,
  incident TEXT,
  more TEXT
) STRICT;
-- Ids are spread evenly: an index over them alone would be written everywhere at once and slow down as it grows.
-- Behind the day only the days at hand are written, and a look-up by id asks day after day, a few microseconds each.
CREATE INDEX event_day ON event (run, day, id);
CREATE INDEX event_type ON event (run, type, day);
CREATE INDEX event_report ON event (report, run) WHERE report IS NOT NULL;
CREATE INDEX event_same ON event (same_as) WHERE same_as IS NOT NULL;

-- Actors, recipients and speakers of events.
CREATE TABLE party (
  event INTEGER NOT NULL,
  role TEXT NOT NULL,
  place INTEGER NOT NULL,
  code TEXT,
  sector TEXT NOT NULL,
  name TEXT,
  text TEXT NOT NULL,
  start INTEGER,
  "end" INTEGER,
  day INTEGER,
  run INTEGER NOT NULL,
  more TEXT,
  PRIMARY KEY (event, role, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_code ON party (code, role, run, day, event);

-- Events that count, from state to state: compound parties are every actor with every recipient. `a` is the code
-- that comes first; `forward` is 1 where `a` acts.
CREATE TABLE act (
  run INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  day INTEGER NOT NULL,
  event INTEGER NOT NULL,
  forward INTEGER NOT NULL,
  official INTEGER NOT NULL,
  PRIMARY KEY (run, a, b, day, event, forward)
) STRICT, WITHOUT ROWID;

-- Acts by week. Sums are whole millionths, so that they do not hang on the order in which reports came: `weight` is
-- the sum of confidences, `sum` of confidence × scale, `squares` of confidence × scale². `official`: both sides
-- are the state itself, its government or its forces.
CREATE TABLE dyad_week (
  run INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  week INTEGER NOT NULL,
  forward INTEGER NOT NULL,
  status TEXT NOT NULL,
  official INTEGER NOT NULL,
  events INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  squares INTEGER NOT NULL,
  quad1 INTEGER NOT NULL,
  quad2 INTEGER NOT NULL,
  quad3 INTEGER NOT NULL,
  quad4 INTEGER NOT NULL,
  PRIMARY KEY (run, a, b, week, forward, status, official)
) STRICT, WITHOUT ROWID;
CREATE INDEX dyad_week_week ON dyad_week (run, week, status, official, a, b, events, weight, sum);

CREATE TABLE statement (
  statement INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id TEXT NOT NULL,
  report INTEGER NOT NULL,
  sentence INTEGER,
  day INTEGER,
  speaker_code TEXT,
  speaker_name TEXT,
  speaker TEXT,
  addressee_code TEXT,
  addressee TEXT,
  cue TEXT NOT NULL,
  content TEXT NOT NULL,
  form TEXT NOT NULL,
  rule TEXT NOT NULL,
  more TEXT
) STRICT;
CREATE INDEX statement_speaker ON statement (run, speaker_code, day);
CREATE INDEX statement_day ON statement (run, day);
CREATE INDEX statement_report ON statement (report, run);

-- Ties between parties that reports tell of.
CREATE TABLE tie (
  tie INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id TEXT NOT NULL,
  report INTEGER NOT NULL,
  sentence INTEGER,
  day INTEGER,
  type TEXT NOT NULL,
  a TEXT,
  b TEXT,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX tie_report ON tie (report, run);
CREATE INDEX tie_a ON tie (run, a);
CREATE INDEX tie_b ON tie (run, b);

-- Reports that copy one another, under the first of them.
CREATE TABLE copy (report INTEGER PRIMARY KEY, story INTEGER NOT NULL) STRICT;
CREATE INDEX copy_story ON copy (story);
-- What reports are compared by.
CREATE TABLE mark (report INTEGER PRIMARY KEY, mark BLOB NOT NULL) STRICT;

-- Words of reports, and of sentences that bear records.
CREATE VIRTUAL TABLE report_words USING fts5 (
  title, text, content = 'report', content_rowid = 'report', tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE sentence_words USING fts5 (
  text, content = 'sentence', content_rowid = 'sentence', tokenize = "unicode61 remove_diacritics 2"
);

-- For people and other programs: events with their parties and words on one row.
CREATE VIEW events AS
SELECT event.event, run.id AS run, event.id, report.doc, report.publisher, report.url,
  date(event.day * 86400, 'unixepoch') AS day, event.date, event.published, event.type, event.mode,
  event.context, event.quad, event.scale, event.cameo, event.status,
  (SELECT group_concat(coalesce(code, '?'), ';') FROM party WHERE party.event = event.event AND role = 'actor') AS actor,
  (SELECT group_concat(coalesce(code, '?'), ';') FROM party WHERE party.event = event.event AND role = 'recipient') AS recipient,
  event.words, sentence.text AS sentence, event.location, event.confidence, event.rule, event.mentions,
  event.same_as IS NULL AS counts
FROM event JOIN run USING (run)
LEFT JOIN report ON report.report = event.report
LEFT JOIN sentence ON sentence.sentence = event.sentence;
