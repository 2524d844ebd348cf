-- An archive of version 1, as the program of that time wrote it, but for its indexes of words, which are made anew.
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

PRAGMA application_id = 1416195188;
PRAGMA user_version = 1;

INSERT INTO run VALUES (1, '15286d8e080289fa', 'tiltmeter 0.1.0', '7416900c7e74841f', '27394cae242a0d89', 'b920a5209c0692a3');
INSERT INTO run VALUES (2, '84a4c054bd879bd3', 'imported from example', '', '', 'b920a5209c0692a3');
INSERT INTO choice VALUES ('run', '15286d8e080289fa');
INSERT INTO input VALUES (1, 'r.jsonl', '901-77c62276c8a80383', 1);
INSERT INTO input VALUES (2, 'e.csv', '141-85a25be62cb86c4b', 1);
INSERT INTO batch VALUES (1, 1, '1795709966');
INSERT INTO batch VALUES (2, 2, '1795709966');
INSERT INTO ledger VALUES (1, 1, 1, 0, 0, 1, 'coded', 1, NULL);
INSERT INTO ledger VALUES (2, 1, 1, 1, 0, 2, 'coded', 2, NULL);
INSERT INTO ledger VALUES (3, 1, 1, 2, 0, 3, 'coded', 3, NULL);
INSERT INTO ledger VALUES (4, 1, 1, 3, 0, 4, 'unread', 4, 'in es');
INSERT INTO ledger VALUES (5, 1, 1, 4, 0, 5, 'empty', 5, NULL);
INSERT INTO ledger VALUES (6, 1, 1, 5, 0, 6, 'broken', NULL, 'broken: broken JSON: EOF while parsing an object (column 0)');
INSERT INTO ledger VALUES (7, 2, 2, 0, 0, 1, 'imported', NULL, NULL);
INSERT INTO ledger VALUES (8, 2, 2, 1, 0, 2, 'imported', NULL, NULL);
INSERT INTO ledger VALUES (9, 2, 2, 2, 0, 3, 'imported', NULL, NULL);
INSERT INTO report VALUES (1, '8eefabd52b5293b9', 'a1', '2018-01-02', 17533, 'Mali cuts aid', NULL, 'The Paper', 'en', 'Mali’s president Ibrahim Keita told reporters on Monday in Bamako that his government had cut all military aid to Chad. Chad accused Mali of lying.');
INSERT INTO report VALUES (2, 'b768635026b5b74f', 'a2', '2018-01-03', 17534, NULL, NULL, 'Another', 'en', 'Mali’s president Ibrahim Keita told reporters on Monday in Bamako that his government had cut all military aid to Chad. Chad accused Mali of lying. It is not clear who is right.');
INSERT INTO report VALUES (3, 'f4129746ef24f69c', 'b', '2018-02-05', 17567, NULL, NULL, NULL, 'en', 'France lent Mali 10 million euros in March 2017 and promised to send 300 troops next week. Relations between France and Mali have never been better.');
INSERT INTO report VALUES (4, 'a8946ff984789821', 'c', '2018-02-06', 17568, NULL, NULL, NULL, 'es', 'El presidente de México dijo el lunes que su gobierno no aceptará más presiones de los Estados Unidos y que las conversaciones seguirán.');
INSERT INTO report VALUES (5, '0bc8fd2f59e9f041', 'd', NULL, NULL, NULL, NULL, NULL, NULL, ' ');
INSERT INTO coding VALUES (1, 1, 2, 2);
INSERT INTO coding VALUES (1, 2, 2, 2);
INSERT INTO coding VALUES (1, 3, 2, 1);
INSERT INTO sentence VALUES (1, 1, 0, 0, 119, 'Mali’s president Ibrahim Keita told reporters on Monday in Bamako that his government had cut all military aid to Chad.');
INSERT INTO sentence VALUES (2, 1, 1, 120, 147, 'Chad accused Mali of lying.');
INSERT INTO sentence VALUES (3, 2, 0, 0, 119, 'Mali’s president Ibrahim Keita told reporters on Monday in Bamako that his government had cut all military aid to Chad.');
INSERT INTO sentence VALUES (4, 2, 1, 120, 147, 'Chad accused Mali of lying.');
INSERT INTO sentence VALUES (5, 3, 0, 0, 90, 'France lent Mali 10 million euros in March 2017 and promised to send 300 troops next week.');
INSERT INTO sentence VALUES (6, 3, 1, 91, 148, 'Relations between France and Mali have never been better.');
INSERT INTO event VALUES (1, 1, '41ae9ad3393afcd8', 1, 1, 'SANCTION', 'discontinue', 'military;economic', 4, -6.0, '1622', NULL, '2018-01-02', NULL, 'actual', 'cut all military aid to', 90, 113, 'told', NULL, 0.81, 'verbs/sanction/end-trade', NULL, 1, NULL, '{"certainty":"certain","date_precision":null,"date_reason":null,"denies":null,"evidence":[]}');
INSERT INTO event VALUES (2, 1, '8ce146243daaa3c5', 1, 2, 'ACCUSE', 'allege', '', 3, -3.5, '112', '2018-01-02', '2018-01-02', 17533, 'actual', 'accused', 125, 132, NULL, NULL, 0.87, 'verbs/accuse/accuse', NULL, 1, '5f47af86eb74363c', '{"certainty":"certain","date_precision":"day","date_reason":{"from":"report"},"denies":null,"evidence":[]}');
INSERT INTO event VALUES (3, 1, '398acd64e35c3af5', 2, 3, 'SANCTION', 'discontinue', 'military;economic', 4, -6.0, '1622', NULL, '2018-01-03', NULL, 'actual', 'cut all military aid to', 90, 113, 'told', NULL, 0.81, 'verbs/sanction/end-trade', NULL, 1, NULL, '{"certainty":"certain","date_precision":null,"date_reason":null,"denies":null,"evidence":[]}');
INSERT INTO event VALUES (4, 1, 'c304fea051cecff0', 2, 4, 'ACCUSE', 'allege', '', 3, -3.5, '112', '2018-01-03', '2018-01-03', 17534, 'actual', 'accused', 125, 132, NULL, NULL, 0.87, 'verbs/accuse/accuse', NULL, 1, '67f12a86f05c34e7', '{"certainty":"certain","date_precision":"day","date_reason":{"from":"report"},"denies":null,"evidence":[]}');
INSERT INTO event VALUES (5, 1, '8dd68ef96a7b9c3e', 3, 5, 'AID', '', '', 2, 10.0, '070', '2017-03', '2018-02-05', NULL, 'actual', 'lent Mali 10 million euros', 7, 33, NULL, NULL, 0.88, 'verbs/aid/aid', NULL, 1, NULL, '{"certainty":"certain","date_precision":"month","date_reason":{"from":"words","words":{"end":47,"start":37,"text":"March 2017"}},"denies":null,"evidence":[],"magnitude":[{"bound":"exact","end":33,"high":null,"interval":null,"per":null,"start":17,"text":"10 million euros","unit":"EUR","value":10000000.0}]}');
INSERT INTO event VALUES (6, 1, '3b705479fe3ffa9d', 3, 5, 'AGREE', '', 'military', 1, 2.5, '0312', '2018-W07', '2018-02-05', 17574, 'actual', 'promised to send 300 troops', 52, 79, NULL, NULL, 0.21, 'verbs/operators/promise < verbs/mobilize/deploy', NULL, 1, NULL, '{"certainty":"certain","date_precision":"week","date_reason":{"from":"words","words":{"end":89,"start":80,"text":"next week"}},"denies":null,"evidence":[],"magnitude":[{"bound":"exact","end":79,"high":null,"interval":null,"per":null,"start":69,"text":"300 troops","unit":"troops","value":300.0}]}');
INSERT INTO event VALUES (7, 2, '16', NULL, NULL, 'ASSAULT', '', '', 4, -10.0, '190', '2018-03-01', NULL, 17591, 'actual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 'dc833782b8d29c5c', '{"doc":"","source":{"columns":{"goldstein":"-10"},"format":"plain"}}');
INSERT INTO event VALUES (8, 2, '0123456789abcdef', NULL, NULL, 'CONSULT', 'visit', '', 1, 1.9, '042', '2018-03-02', NULL, 17592, 'actual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, '4361177d73e0b85d', '{"doc":"","source":{"columns":{"goldstein":"1.9"},"format":"plain"}}');
INSERT INTO event VALUES (9, 2, '17', NULL, NULL, 'AGREE', '', '', 1, 4.0, '036', '2018-03-02', NULL, 17592, 'actual', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 'de4a46429476661d', '{"doc":"","source":{"columns":{"goldstein":"4"},"format":"plain"}}');
INSERT INTO party VALUES (1, 'actor', 0, 'MLI', 'GOV', NULL, 'his government', 71, 85, NULL, 1, NULL);
INSERT INTO party VALUES (1, 'recipient', 0, 'TCD', 'GOV', NULL, 'Chad', 114, 118, NULL, 1, NULL);
INSERT INTO party VALUES (1, 'speaker', 0, 'MLI', 'GOV', 'Ibrahim Boubacar Keita', 'Mali’s president Ibrahim Keita', 0, 30, NULL, 1, '{"office":{"current":true,"title":"head_of_state"}}');
INSERT INTO party VALUES (2, 'actor', 0, 'TCD', 'GOV', NULL, 'Chad', 120, 124, 17533, 1, NULL);
INSERT INTO party VALUES (2, 'recipient', 0, 'MLI', 'GOV', NULL, 'Mali', 133, 137, 17533, 1, NULL);
INSERT INTO party VALUES (3, 'actor', 0, 'MLI', 'GOV', NULL, 'his government', 71, 85, NULL, 1, NULL);
INSERT INTO party VALUES (3, 'recipient', 0, 'TCD', 'GOV', NULL, 'Chad', 114, 118, NULL, 1, NULL);
INSERT INTO party VALUES (3, 'speaker', 0, 'MLI', 'GOV', 'Ibrahim Boubacar Keita', 'Mali’s president Ibrahim Keita', 0, 30, NULL, 1, '{"office":{"current":true,"title":"head_of_state"}}');
INSERT INTO party VALUES (4, 'actor', 0, 'TCD', 'GOV', NULL, 'Chad', 120, 124, 17534, 1, NULL);
INSERT INTO party VALUES (4, 'recipient', 0, 'MLI', 'GOV', NULL, 'Mali', 133, 137, 17534, 1, NULL);
INSERT INTO party VALUES (5, 'actor', 0, 'FRA', 'GOV', NULL, 'France', 0, 6, NULL, 1, NULL);
INSERT INTO party VALUES (5, 'recipient', 0, 'MLI', 'GOV', NULL, 'Mali', 12, 16, NULL, 1, NULL);
INSERT INTO party VALUES (6, 'actor', 0, 'FRA', 'GOV', NULL, 'France', 0, 6, 17574, 1, NULL);
INSERT INTO party VALUES (7, 'actor', 0, 'MLI', '', NULL, 'MLI', NULL, NULL, 17591, 2, NULL);
INSERT INTO party VALUES (7, 'recipient', 0, 'TCD', '', NULL, 'TCD', NULL, NULL, 17591, 2, NULL);
INSERT INTO party VALUES (8, 'actor', 0, 'TCD', '', NULL, 'TCD', NULL, NULL, 17592, 2, NULL);
INSERT INTO party VALUES (8, 'recipient', 0, 'MLI', '', NULL, 'MLI', NULL, NULL, 17592, 2, NULL);
INSERT INTO party VALUES (9, 'actor', 0, 'TCD', '', NULL, 'TCD', NULL, NULL, 17592, 2, NULL);
INSERT INTO party VALUES (9, 'recipient', 0, 'NER', '', NULL, 'NER', NULL, NULL, 17592, 2, NULL);
INSERT INTO act VALUES (1, 576, 'MLI', 'TCD', 17533, 2, 0, 1);
INSERT INTO act VALUES (1, 576, 'MLI', 'TCD', 17534, 4, 0, 1);
INSERT INTO act VALUES (2, 578, 'MLI', 'TCD', 17591, 7, 1, 1);
INSERT INTO act VALUES (2, 578, 'MLI', 'TCD', 17592, 8, 0, 1);
INSERT INTO act VALUES (2, 578, 'NER', 'TCD', 17592, 9, 0, 1);
INSERT INTO dyad_week VALUES (1, 2505, 'MLI', 'TCD', 0, 'actual', 1, 2, 2, 1740000, -6090000, 21315000, 0, 0, 1740000, 0);
INSERT INTO dyad_week VALUES (2, 2513, 'MLI', 'TCD', 0, 'actual', 1, 1, 1, 1000000, 1900000, 3610000, 1000000, 0, 0, 0);
INSERT INTO dyad_week VALUES (2, 2513, 'MLI', 'TCD', 1, 'actual', 1, 1, 1, 1000000, -10000000, 100000000, 0, 0, 0, 1000000);
INSERT INTO dyad_week VALUES (2, 2513, 'NER', 'TCD', 0, 'actual', 1, 1, 1, 1000000, 4000000, 16000000, 1000000, 0, 0, 0);
INSERT INTO statement VALUES (1, 1, '9e27b861e9f83120', 1, 1, 17533, 'MLI', 'Ibrahim Boubacar Keita', '{"start":0,"end":30,"text":"Mali’s president Ibrahim Keita","code":"MLI","sector":["GOV"],"name":"Ibrahim Boubacar Keita","office":{"current":true,"title":"head_of_state"}}', NULL, '{"start":36,"end":45,"text":"reporters","code":null,"sector":["JRN"]}', '{"start":31,"end":35,"text":"told"}', '[{"start":66,"end":118,"text":"that his government had cut all military aid to Chad"}]', 'indirect', 'cues/speech/tell', '{"medium":null,"outlet":null,"unnamed":null,"within":null}');
INSERT INTO statement VALUES (2, 1, '7dc616ab9fdb9ec3', 1, 2, 17533, 'TCD', NULL, '{"start":120,"end":124,"text":"Chad","code":"TCD","sector":["GOV"]}', 'MLI', '{"start":133,"end":137,"text":"Mali","code":"MLI","sector":["GOV"]}', '{"start":125,"end":132,"text":"accused"}', '[{"start":141,"end":146,"text":"lying"}]', 'indirect', 'cues/judgement/accuse', '{"medium":null,"outlet":null,"unnamed":null,"within":null}');
INSERT INTO statement VALUES (3, 1, '88ace648fcc5a283', 2, 3, 17534, 'MLI', 'Ibrahim Boubacar Keita', '{"start":0,"end":30,"text":"Mali’s president Ibrahim Keita","code":"MLI","sector":["GOV"],"name":"Ibrahim Boubacar Keita","office":{"current":true,"title":"head_of_state"}}', NULL, '{"start":36,"end":45,"text":"reporters","code":null,"sector":["JRN"]}', '{"start":31,"end":35,"text":"told"}', '[{"start":66,"end":118,"text":"that his government had cut all military aid to Chad"}]', 'indirect', 'cues/speech/tell', '{"medium":null,"outlet":null,"unnamed":null,"within":null}');
INSERT INTO statement VALUES (4, 1, 'ff8a472fe86a791e', 2, 4, 17534, 'TCD', NULL, '{"start":120,"end":124,"text":"Chad","code":"TCD","sector":["GOV"]}', 'MLI', '{"start":133,"end":137,"text":"Mali","code":"MLI","sector":["GOV"]}', '{"start":125,"end":132,"text":"accused"}', '[{"start":141,"end":146,"text":"lying"}]', 'indirect', 'cues/judgement/accuse', '{"medium":null,"outlet":null,"unnamed":null,"within":null}');
INSERT INTO statement VALUES (5, 1, '7f841d2dd33e24d1', 3, 5, 17567, 'FRA', NULL, '{"start":0,"end":6,"text":"France","code":"FRA","sector":["GOV"]}', NULL, NULL, '{"start":52,"end":60,"text":"promised"}', '[{"start":61,"end":89,"text":"to send 300 troops next week"}]', 'indirect', 'cues/wish/promise', '{"medium":null,"outlet":null,"unnamed":null,"within":null}');
INSERT INTO tie VALUES (1, 1, 'ca71be01c4cafbae', 1, 1, 17533, 'aid', 'MLI', 'TCD', '{"amount":[],"attribution":{"cue":"told","speaker":{"code":"MLI","end":30,"name":"Ibrahim Boubacar Keita","office":{"current":true,"title":"head_of_state"},"sector":["GOV"],"start":0,"text":"Mali’s president Ibrahim Keita"}},"certainty":"certain","date":null,"doc":"a1","evidence":{"end":110,"start":90,"text":"cut all military aid"},"giver":[{"code":"MLI","end":85,"sector":["GOV"],"start":71,"text":"his government"}],"interval":null,"kind":"tie","published":"2018-01-02","rule":"ties/verbs/stop","sentence":0,"status":"stopped","taker":[{"code":"TCD","end":118,"sector":["GOV"],"start":114,"text":"Chad"}],"thing":{"end":110,"start":94,"text":"all military aid"},"tie":"aid"}');
INSERT INTO tie VALUES (2, 1, '77821d66c11c8314', 2, 3, 17534, 'aid', 'MLI', 'TCD', '{"amount":[],"attribution":{"cue":"told","speaker":{"code":"MLI","end":30,"name":"Ibrahim Boubacar Keita","office":{"current":true,"title":"head_of_state"},"sector":["GOV"],"start":0,"text":"Mali’s president Ibrahim Keita"}},"certainty":"certain","date":null,"doc":"a2","evidence":{"end":110,"start":90,"text":"cut all military aid"},"giver":[{"code":"MLI","end":85,"sector":["GOV"],"start":71,"text":"his government"}],"interval":null,"kind":"tie","published":"2018-01-03","rule":"ties/verbs/stop","sentence":0,"status":"stopped","taker":[{"code":"TCD","end":118,"sector":["GOV"],"start":114,"text":"Chad"}],"thing":{"end":110,"start":94,"text":"all military aid"},"tie":"aid"}');
INSERT INTO tie VALUES (3, 1, '4ce031f2074be2b5', 3, 6, 17567, 'assessment', 'FRA', 'MLI', '{"a":[{"code":"FRA","end":115,"sector":["GOV"],"start":109,"text":"France"}],"attribution":null,"b":[{"code":"MLI","end":124,"sector":["GOV"],"start":120,"text":"Mali"}],"date":null,"direction":0,"doc":"b","kind":"assessment","published":"2018-02-05","rule":"verbs/assessments#good","sentence":1,"words":{"end":147,"start":91,"text":"Relations between France and Mali have never been better"}}');
INSERT INTO tie VALUES (4, 1, '9538857a535af45a', 3, 5, 17567, 'loan', 'FRA', 'MLI', '{"amount":[{"bound":"exact","end":33,"high":null,"interval":null,"per":null,"start":17,"text":"10 million euros","unit":"EUR","value":10000000.0}],"attribution":null,"certainty":"certain","date":"2017-03","doc":"b","evidence":{"end":33,"start":7,"text":"lent Mali 10 million euros"},"giver":[{"code":"FRA","end":6,"sector":["GOV"],"start":0,"text":"France"}],"interval":null,"kind":"tie","published":"2018-02-05","rule":"ties/verbs/lend","sentence":0,"status":"done","taker":[{"code":"MLI","end":16,"sector":["GOV"],"start":12,"text":"Mali"}],"thing":{"end":47,"start":17,"text":"10 million euros in March 2017"},"tie":"loan"}');
INSERT INTO mark VALUES (1, x'a85ded6bad3ee9b817000000baae20dfe4013e5b58af0bc39a6bc6f19bbe51abcd5af1b3a488102dda8c711bfef84072f8bdfb2709c01ce695a4912259b70de5e3fee356b323e99dd224ed46c59d8ba08ef2f7711ca3a6530920b959ced55974b97bc711dff09015460a19f23229fe584a1ae8b7a6e2798378732f1bfdb7546c478f5122d3ddbf6e42cb2567c624aabdbb25eccd8a89ec836cad6346577ba74dc1d98f680f410fdb12913de58c943de69abf3313cef1403f62260956497686d94b77f9e3efd6f040c36824b5');
INSERT INTO mark VALUES (2, x'0c8e9bd2606bd5e91e000000baae20dfe4013e5ba13c0bc3af5afc00c83651abcd5af1b3a4883ad6da8c711bfef89bbef8bdfb2709c01ce695a49122a4d90de5e3fee356b35fe99dd224ed46c59da26f8ef2f7711ca3a6530920b959ced55974b97bc711167879ef460a2887322985204a1ae8b7a6e279837873d881fdb76cdf478f5122e607bf6e42cb25670767107fbb25eccd8a8917e16cad63464ae7a74d35498f68c5bf0fdb655a62d48c943de69abf3313cef1403f622609562f5a86d94b77f9e3efd6ec8fc36824b5');
INSERT INTO mark VALUES (3, x'5781cdbde08a70a6180000002d2c551a45200b18c1ec66483e067ec6b855f3b4f667b924d2f67178ecec78d60915f03e25d5c8545d3dcac31f2580e06b127d927792170923807bc3d5c3c5616c2c466b544ce3781f21deefbb3b5a94847d7efad8b9f51a25a22e6295795221a2b6955ddbb93b113e7f0e03c8789a52a84d9b03a871ab0c59d4aaeb2b7231ee4aec908e5cee483027eb15b35389879036b6917019c74e8a21065c6814fec810de4d800f42845227f722e8be4c70998d58f488382769c1b593a58a47509f2ba3');
INSERT INTO mark VALUES (4, x'421441569d531bee15000000600138a3c1ac9f96e1c35f43c262b63d02542faaa608f2145cd922db21df246cb6ec0b6fd956efe7bbd849268643b5ab6134c16a22eb60987cb473324ccae714644c69ca2565869456840438204e2177a3ca93e8fbd34223e4980a6e36b37d7d9a18e647d540bb1fdac2e30d48b48841d2904d57800a7bea3bd099f722e270a8f68491f6c2487b597dab7024f427f39cad18442468126dac91a87346e0de48937121b1b6ffabf31a5bdc7dcd785d12d32e500073a79dd8376d2106f8db5d5846');
INSERT INTO report_words (report_words) VALUES ('rebuild');
INSERT INTO sentence_words (sentence_words) VALUES ('rebuild');
