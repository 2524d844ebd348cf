-- From version 1 to 2: words that come again and again become numbers of `word`, and what stands in a report's text is
-- told by its place alone.
DROP VIEW events;
DROP TABLE sentence_words;
DROP INDEX ledger_report; DROP INDEX sentence_report; DROP INDEX event_day; DROP INDEX event_type;
DROP INDEX event_report; DROP INDEX event_same; DROP INDEX party_code;
DROP INDEX statement_speaker; DROP INDEX statement_day; DROP INDEX statement_report;
ALTER TABLE ledger RENAME TO ledger_1;
ALTER TABLE sentence RENAME TO sentence_1;
ALTER TABLE event RENAME TO event_1;
ALTER TABLE party RENAME TO party_1;
ALTER TABLE statement RENAME TO statement_1;

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

CREATE TABLE word (word INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE sentence (
  sentence INTEGER PRIMARY KEY,
  report INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT
) STRICT;
CREATE INDEX sentence_report ON sentence (report);

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
CREATE INDEX event_day ON event (run, day, id);
CREATE INDEX event_type ON event (run, type, day);
CREATE INDEX event_report ON event (report, run) WHERE report IS NOT NULL;
CREATE INDEX event_same ON event (same_as) WHERE same_as IS NOT NULL;

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

INSERT INTO ledger (input, place, item, batch, number, fate, report, why)
  SELECT input, place, item, batch, number, fate, report, why FROM ledger_1 ORDER BY input, place, item;

INSERT INTO word (text) SELECT type FROM event_1 WHERE type IS NOT NULL UNION SELECT date FROM event_1 WHERE date IS NOT NULL
  UNION SELECT published FROM event_1 WHERE published IS NOT NULL UNION SELECT status FROM event_1 WHERE status IS NOT NULL
  UNION SELECT cue FROM event_1 WHERE cue IS NOT NULL UNION SELECT rule FROM event_1 WHERE rule IS NOT NULL
  UNION SELECT name FROM party_1 WHERE name IS NOT NULL
  UNION SELECT more FROM event_1 WHERE length(more) <= 250 AND instr(more, '"start"') = 0
  UNION SELECT speaker_name FROM statement_1 WHERE speaker_name IS NOT NULL UNION SELECT form FROM statement_1
  UNION SELECT rule FROM statement_1
  UNION SELECT more FROM statement_1 WHERE length(more) <= 250 AND instr(more, '"start"') = 0
  UNION SELECT more FROM party_1 WHERE length(more) <= 250 AND instr(more, '"start"') = 0;

INSERT INTO sentence SELECT sentence, sentence_1.report, number, start, "end",
  nullif(sentence_1.text, substr(report.text, start + 1, "end" - start))
  FROM sentence_1 JOIN report USING (report) ORDER BY sentence;

INSERT INTO event SELECT event, run,
  CASE WHEN length(event_1.id) = 16 AND event_1.id NOT GLOB '*[^0-9a-f]*' THEN @ID@ ELSE event_1.id END,
  event_1.report, sentence, (SELECT word FROM word WHERE text = type), mode, context, quad, scale, cameo,
  (SELECT word FROM word WHERE text = event_1.date), (SELECT word FROM word WHERE text = published), event_1.day,
  (SELECT word FROM word WHERE text = status), CASE WHEN start < "end" AND words = substr(report.text, start + 1,
  "end" - start) THEN NULL ELSE words END, start, "end", (SELECT word FROM word WHERE text = cue), location, confidence,
  (SELECT word FROM word WHERE text = rule), same_as, mentions, @INCIDENT@,
  coalesce((SELECT word FROM word WHERE text = more), more)
  FROM event_1 LEFT JOIN report ON report.report = event_1.report ORDER BY event;

INSERT INTO party SELECT party_1.event, CASE role WHEN 'actor' THEN 0 WHEN 'recipient' THEN 1 ELSE 2 END, place, code,
  sector, (SELECT word FROM word WHERE word.text = party_1.name),
  CASE WHEN party_1.start < party_1."end" AND party_1.text = substr(report.text, party_1.start + 1,
  party_1."end" - party_1.start) THEN NULL ELSE party_1.text END, party_1.start, party_1."end", party_1.day, party_1.run,
  coalesce((SELECT word FROM word WHERE word.text = party_1.more), party_1.more)
  FROM party_1 JOIN event USING (event) LEFT JOIN report ON report.report = event.report ORDER BY 1, 2, 3;

INSERT INTO statement SELECT statement, run, @STATEMENT@, statement_1.report, sentence, statement_1.day, speaker_code,
  (SELECT word FROM word WHERE word.text = speaker_name), speaker, addressee_code, addressee,
  CASE WHEN json_extract(cue, '$.text') = substr(report.text, json_extract(cue, '$.start') + 1,
    json_extract(cue, '$.end') - json_extract(cue, '$.start'))
    THEN json_array(json_extract(cue, '$.start'), json_extract(cue, '$.end')) ELSE cue END,
  (SELECT json_group_array(json(CASE WHEN json_extract(value, '$.text') = substr(report.text,
    json_extract(value, '$.start') + 1, json_extract(value, '$.end') - json_extract(value, '$.start'))
    THEN json_array(json_extract(value, '$.start'), json_extract(value, '$.end')) ELSE value END))
    FROM json_each(content)),
  (SELECT word FROM word WHERE word.text = form), (SELECT word FROM word WHERE word.text = rule),
  coalesce((SELECT word FROM word WHERE word.text = more), more)
  FROM statement_1 JOIN report USING (report) ORDER BY statement;

DROP TABLE statement_1; DROP TABLE ledger_1; DROP TABLE sentence_1; DROP TABLE event_1; DROP TABLE party_1;

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

CREATE VIRTUAL TABLE sentence_words USING fts5 (
  text, content = 'sentences', content_rowid = 'sentence', tokenize = "unicode61 remove_diacritics 2"
);

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
INSERT INTO sentence_words (sentence_words) VALUES ('rebuild');
