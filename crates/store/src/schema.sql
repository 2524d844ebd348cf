-- The archive, version 2. `docs/archive.md` tells every table; `schema.rs` opens it and takes it forward.
--
-- Days are counted from 1970-01-01, weeks from the Monday 1969-12-29: whole numbers keep the indexes small, and
-- `date(day * 86400, 'unixepoch')` writes a day. Dates in text are as the report gives them: to the day, the
-- week, the month or the year. NULL is "unknown". Positions are Unicode code points of the report's text.
--
-- Nothing stands here twice where that would cost much: what stands in a report's text is told by its place there
-- alone, and texts that come again and again are numbers of `word`. The views write both out.

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
  input INTEGER NOT NULL,
  place INTEGER NOT NULL,
  item INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  fate TEXT NOT NULL,
  report INTEGER,
  why TEXT,
  PRIMARY KEY (input, place, item)
) STRICT, WITHOUT ROWID;
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

-- Texts that come again and again: the `type`, `date`, `published`, `status`, `cue` and `rule` of events, the `form` and
-- `rule` of statements, the names of parties and speakers, and `more`, which has no column of its own.
CREATE TABLE word (word INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

-- Where sentences that bear records stand.
CREATE TABLE sentence (
  sentence INTEGER PRIMARY KEY,
  report INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  -- Where it cannot be cut out of the report by its place: NULs end texts for some.
  text TEXT
) STRICT;
CREATE INDEX sentence_report ON sentence (report);

-- One event as one report tells it. Where copies of a report tell it again, `same_as` names the one that counts;
-- `mentions` of that one counts all. An `id` of sixteen hexadecimal digits is the number that they write (as a signed
-- number of 64 bits), any other is a text. `more` is JSON, or the number of its word.
CREATE TABLE event (
  event INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id ANY NOT NULL,
  report INTEGER,
  sentence INTEGER,
  type INTEGER,
  mode TEXT NOT NULL,
  context TEXT NOT NULL,
  quad INTEGER,
  scale REAL,
  cameo TEXT,
  date INTEGER,
  published INTEGER,
  day INTEGER,
  status INTEGER,
  words TEXT,
  start INTEGER,
  "end" INTEGER,
  cue INTEGER,
  location TEXT,
  confidence REAL,
  rule INTEGER,
  same_as INTEGER,
  mentions INTEGER NOT NULL,
  incident INTEGER,
  more ANY
) STRICT;
-- Ids are spread evenly: an index over them alone would be written everywhere at once and slow down as it grows.
-- Behind the day only the days at hand are written, and a look-up by id asks day after day, a few microseconds each.
CREATE INDEX event_day ON event (run, day, id);
CREATE INDEX event_type ON event (run, type, day);
CREATE INDEX event_report ON event (report, run) WHERE report IS NOT NULL;
CREATE INDEX event_same ON event (same_as) WHERE same_as IS NOT NULL;

-- Actors (role 0), recipients (1) and speakers (2) of events. `text` is NULL where it stands in the report.
CREATE TABLE party (
  event INTEGER NOT NULL,
  role INTEGER NOT NULL,
  place INTEGER NOT NULL,
  code TEXT,
  sector TEXT NOT NULL,
  name INTEGER,
  text TEXT,
  start INTEGER,
  "end" INTEGER,
  day INTEGER,
  run INTEGER NOT NULL,
  more ANY,
  PRIMARY KEY (event, role, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_code ON party (code, role, run, day, event);

-- Events that count, from state to state: compound parties are every actor with every recipient. `a` is the code
-- that comes first; `forward` is 1 where `a` acts. By months (from January 1970), then dyads: news of many dyads then
-- goes into the same few pages, and a dyad of twenty years is 240 look-ups.
CREATE TABLE act (
  run INTEGER NOT NULL,
  month INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  day INTEGER NOT NULL,
  event INTEGER NOT NULL,
  forward INTEGER NOT NULL,
  official INTEGER NOT NULL,
  PRIMARY KEY (run, month, a, b, day, event, forward)
) STRICT, WITHOUT ROWID;

-- Acts by week. Sums are whole millionths, so that they do not hang on the order in which reports came: `weight` is
-- the sum of confidences, `sum` of confidence × scale, `squares` of confidence × scale². `official`: both sides
-- are the state itself, its government or its forces. By weeks, then dyads, for the same reason.
CREATE TABLE dyad_week (
  run INTEGER NOT NULL,
  week INTEGER NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
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
  PRIMARY KEY (run, week, a, b, forward, status, official)
) STRICT, WITHOUT ROWID;

-- Who said what. `cue` and the parts of `content` are JSON: the place alone, `[14, 37]`, where the words stand there.
CREATE TABLE statement (
  statement INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id ANY NOT NULL,
  report INTEGER NOT NULL,
  sentence INTEGER,
  day INTEGER,
  speaker_code TEXT,
  speaker_name INTEGER,
  speaker TEXT,
  addressee_code TEXT,
  addressee TEXT,
  cue TEXT NOT NULL,
  content TEXT NOT NULL,
  form INTEGER NOT NULL,
  rule INTEGER NOT NULL,
  more ANY
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

-- For people and other programs: what stands in the tables, in words.
CREATE VIEW sentences AS
SELECT sentence.sentence, sentence.report, sentence.number, sentence.start, sentence."end",
  coalesce(sentence.text, substr(report.text, sentence.start + 1, sentence."end" - sentence.start)) AS text
FROM sentence JOIN report USING (report);

CREATE VIEW parties AS
SELECT party.event, CASE party.role WHEN 0 THEN 'actor' WHEN 1 THEN 'recipient' ELSE 'speaker' END AS role,
  party.place, party.code, party.sector, (SELECT text FROM word WHERE word = party.name) AS name,
  coalesce(party.text, (SELECT substr(report.text, party.start + 1, party."end" - party.start)
    FROM event JOIN report USING (report) WHERE event.event = party.event)) AS text,
  party.start, party."end", party.day, party.run,
  CASE typeof(party.more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = party.more) ELSE party.more END AS more
FROM party;

CREATE VIEW events AS
SELECT event.event, run.id AS run,
  CASE typeof(event.id) WHEN 'integer' THEN printf('%016x', event.id) ELSE event.id END AS id,
  report.doc, report.publisher, report.url, date(event.day * 86400, 'unixepoch') AS day,
  (SELECT text FROM word WHERE word = event.date) AS date,
  (SELECT text FROM word WHERE word = event.published) AS published,
  (SELECT text FROM word WHERE word = event.type) AS type, event.mode, event.context, event.quad, event.scale,
  event.cameo, (SELECT text FROM word WHERE word = event.status) AS status,
  (SELECT group_concat(coalesce(code, '?'), ';') FROM party WHERE party.event = event.event AND role = 0) AS actor,
  (SELECT group_concat(coalesce(code, '?'), ';') FROM party WHERE party.event = event.event AND role = 1) AS recipient,
  coalesce(event.words, substr(report.text, event.start + 1, event."end" - event.start)) AS words,
  (SELECT text FROM sentences WHERE sentences.sentence = event.sentence) AS sentence, event.location,
  event.confidence, (SELECT text FROM word WHERE word = event.rule) AS rule, event.mentions,
  CASE WHEN event.incident IS NOT NULL THEN printf('%016x', event.incident) END AS incident, event.same_as IS NULL AS counts
FROM event JOIN run USING (run) LEFT JOIN report ON report.report = event.report;

CREATE VIEW statements AS
SELECT statement.statement, run.id AS run,
  CASE typeof(statement.id) WHEN 'integer' THEN printf('%016x', statement.id) ELSE statement.id END AS id,
  report.doc, report.publisher, report.url, date(statement.day * 86400, 'unixepoch') AS day, statement.speaker_code,
  coalesce((SELECT text FROM word WHERE word = statement.speaker_name), json_extract(speaker, '$.text')) AS speaker,
  statement.addressee_code, json_extract(statement.addressee, '$.text') AS addressee,
  CASE json_type(cue) WHEN 'array' THEN substr(report.text, json_extract(cue, '$[0]') + 1,
    json_extract(cue, '$[1]') - json_extract(cue, '$[0]')) ELSE json_extract(cue, '$.text') END AS cue,
  (SELECT group_concat(CASE part.type WHEN 'array' THEN substr(report.text, json_extract(part.value, '$[0]') + 1,
    json_extract(part.value, '$[1]') - json_extract(part.value, '$[0]')) ELSE json_extract(part.value, '$.text') END,
    ' … ') FROM json_each(content) AS part) AS content,
  (SELECT text FROM word WHERE word = statement.form) AS form,
  (SELECT text FROM word WHERE word = statement.rule) AS rule,
  (SELECT text FROM sentences WHERE sentences.sentence = statement.sentence) AS sentence
FROM statement JOIN run USING (run) JOIN report ON report.report = statement.report;

-- Words of reports, and of sentences that bear records.
CREATE VIRTUAL TABLE report_words USING fts5 (
  title, text, content = 'report', content_rowid = 'report', tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE sentence_words USING fts5 (
  text, content = 'sentences', content_rowid = 'sentence', tokenize = "unicode61 remove_diacritics 2"
);

-- How much a condition chooses, for the database's choice among indexes: a run is nearly all of an archive.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('event', 'event_day', '50000000 50000000 10000 1'),
  ('event', 'event_type', '50000000 50000000 3000000 600'),
  ('event', 'event_report', '50000000 5 5'),
  ('event', 'event_same', '50000000 3'),
  ('party', 'party', '100000000 2 1 1'),
  ('party', 'party_code', '100000000 500000 200000 200000 30 1'),
  ('act', 'act', '50000000 50000000 200000 10000 50 2 1 1'),
  ('dyad_week', 'dyad_week', '20000000 20000000 20000 1000 20 10 2 1'),
  ('coding', 'coding', '20000000 20000000 1'),
  ('report', 'report_id', '20000000 1'),
  ('report', 'report_doc', '20000000 50'),
  ('report', 'report_day', '20000000 3000'),
  ('report', 'report_publisher', '20000000 40000 5'),
  ('sentence', 'sentence_report', '50000000 5'),
  ('statement', 'statement_speaker', '50000000 50000000 100000 50'),
  ('statement', 'statement_day', '50000000 50000000 10000'),
  ('statement', 'statement_report', '50000000 5 5'),
  ('tie', 'tie_report', '5000000 2 2'),
  ('tie', 'tie_a', '5000000 5000000 20000'),
  ('tie', 'tie_b', '5000000 5000000 20000');
ANALYZE sqlite_schema;
