"""Other programs read an archive while `tiltmeter ingest` writes it, and a snapshot of it afterwards.

    python3 -m venv /tmp/readers && /tmp/readers/bin/pip install duckdb==1.4.4 duckdb-ext-sqlite polars pandas pyarrow
    cargo xtask articles make /tmp/news.warc.gz --records 3000
    /tmp/readers/bin/python eval/peers/archive_readers.py target/release/tiltmeter /tmp/news.warc.gz

Held is, of Python's sqlite3 and of DuckDB, at every look: what was acknowledged before the look is there; each batch is
there whole (the events that its reports are said to have); nothing goes away again. Of the end and of the snapshot:
all count the same. R reads the archive where its package RSQLite is installed, and the snapshot where nanoparquet or
arrow is. Exit code 1 where anything does not hold.
"""

import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

# A column is counted, not `*`: for that DuckDB asks for row numbers, which views and some tables do not have.
COUNTS = {
    "records": "SELECT count(fate) FROM ledger",
    "reports": "SELECT count(doc) FROM report",
    "told": "SELECT coalesce(sum(events), 0) FROM coding",
    "events": "SELECT count(event) FROM event",
    "statements": "SELECT count(statement) FROM statement",
    "sentences": "SELECT count(text) FROM sentences WHERE text <> ''",
}


class Sqlite:
    name = f"Python's sqlite3 {sqlite3.sqlite_version}"

    def __init__(self, path):
        self.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)

    def look(self):
        self.connection.execute("BEGIN")
        found = {what: self.connection.execute(select).fetchone()[0] for what, select in COUNTS.items()}
        self.connection.execute("COMMIT")
        return found


class Duckdb:
    def __init__(self, path):
        import duckdb

        self.name = f"DuckDB {duckdb.__version__}"
        self.connection = duckdb.connect()
        self.connection.execute(f"LOAD '{packaged}'" if (packaged := self.packaged()) else "INSTALL sqlite; LOAD sqlite")
        self.connection.execute(f"ATTACH '{path}' AS archive (TYPE sqlite, READ_ONLY)")

    # DuckDB fetches its reader of SQLite by itself, where the network lets it; else it comes as a package.
    @staticmethod
    def packaged():
        site = pathlib.Path(__import__("duckdb").__file__).parent.parent
        return next((str(path) for path in site.glob("duckdb_ext/extensions/*/*/sqlite_scanner.duckdb_extension")), None)

    # Each table that DuckDB reads by itself it reads as of a moment of its own; what it hands to SQLite whole is of one.
    def look(self):
        single = self.connection.execute("SELECT count(event) FROM archive.event").fetchone()[0]
        select = "SELECT " + ", ".join(f"({select}) AS {what}" for what, select in COUNTS.items())
        row = self.connection.execute("SELECT * FROM sqlite_query('archive', ?)", [select]).fetchone()
        found = {what: int(n) for what, n in zip(COUNTS, row)}
        hold(single <= found["events"], f"{self.name}: {single} events, and then {found}")
        return found


class Acknowledged(threading.Thread):
    """What the program said is on the disk."""

    def __init__(self, out):
        super().__init__(daemon=True)
        self.out, self.records = out, 0

    def run(self):
        for line in self.out:
            self.records = json.loads(line)["records"]


def hold(condition, what):
    if not condition:
        sys.exit(f"not held: {what}")


def watch(reader, last, acknowledged):
    before = acknowledged.records
    found = reader.look()
    hold(found["records"] >= before, f"{reader.name}: {before} records were acknowledged, {found}")
    hold(found["told"] == found["events"], f"{reader.name}: a batch is not whole: {found}")
    hold(all(found[what] >= n for what, n in last.items()), f"{reader.name}: {last} became {found}")
    return found


def live(binary, source, archive):
    command = [binary, "ingest", source, "--archive", archive, "--acknowledge", "--batch", "64"]
    ingest = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    acknowledged = Acknowledged(ingest.stdout)
    acknowledged.start()
    while acknowledged.records == 0 and ingest.poll() is None:
        time.sleep(0.05)
    readers = [Sqlite(archive)]
    try:
        readers.append(Duckdb(archive))
    except Exception as why:
        print(f"DuckDB: left out: {str(why).splitlines()[0]}")
    looks, last = {reader.name: 0 for reader in readers}, {reader.name: {} for reader in readers}
    midway = 0
    while ingest.poll() is None:
        for reader in readers:
            last[reader.name] = watch(reader, last[reader.name], acknowledged)
            looks[reader.name] += 1
            midway += last[reader.name]["records"] > 0
        time.sleep(0.2)
    hold(ingest.returncode in (0, 3), f"ingest ended with {ingest.returncode}")
    acknowledged.join()
    ends = [watch(reader, last[reader.name], acknowledged) for reader in readers]
    hold(midway > 5, f"only {midway} looks while it wrote: take more records")
    hold(all(end == ends[0] for end in ends), f"they do not count the same: {ends}")
    by_rsqlite(archive, ends[0])
    own = subprocess.run([binary, "sql", COUNTS["events"], "--archive", archive, "--format", "csv"], capture_output=True, text=True)
    hold(int(own.stdout.splitlines()[1]) == ends[0]["events"], "tiltmeter counts otherwise")
    for reader in readers:
        print(f"{reader.name}: {looks[reader.name]} looks while it was written, all held; in the end {ends[0]}")
    return ends[0]


def by_rsqlite(archive, expected):
    if shutil.which("Rscript") is None:
        return
    script = """
        arguments <- commandArgs(trailingOnly = TRUE)
        if (!requireNamespace("RSQLite", quietly = TRUE)) quit(status = 9)
        archive <- DBI::dbConnect(RSQLite::SQLite(), arguments[1], flags = RSQLite::SQLITE_RO)
        for (select in arguments[-1]) cat(DBI::dbGetQuery(archive, select)[[1]], "")
    """
    done = subprocess.run(["Rscript", "-e", script, archive, *COUNTS.values()], capture_output=True, text=True)
    if done.returncode == 9:
        print("R: its package RSQLite is not installed")
        return
    hold(done.returncode == 0, f"R: {done.stderr}")
    found = dict(zip(COUNTS, map(int, done.stdout.split())))
    hold(found == expected, f"R counts {found}, the others {expected}")
    print("R with RSQLite counts the same")


def snapshot(binary, archive, folder):
    subprocess.run([binary, "snapshot", folder, "--archive", archive], check=True, stderr=subprocess.DEVNULL)
    package = json.loads((pathlib.Path(folder) / "datapackage.json").read_text())
    expected = {}
    for resource in package["resources"]:
        what = resource["path"].split("/")[0]
        expected[what] = expected.get(what, 0) + resource["rows"]
    # What counts: copies' events once. It is what the archive itself says.
    counts = subprocess.run(
        [binary, "sql", "SELECT count(*) FROM event WHERE same_as IS NULL", "--archive", archive, "--format", "csv"],
        capture_output=True, text=True)
    hold(int(counts.stdout.splitlines()[1]) == expected["events"], "the package counts otherwise than the archive")
    for what, n in expected.items():
        files = sorted(str(path) for path in (pathlib.Path(folder) / what).glob("*.parquet"))
        for name, count in [("pandas", by_pandas), ("polars", by_polars), ("R", by_r)]:
            found = count(files)
            if found is None:
                continue
            hold(found == n, f"{name} counts {found} {what}, the package {n}")
            print(f"{name}: {found} {what} of the snapshot, as its package says")


def by_pandas(files):
    import pandas

    return sum(len(pandas.read_parquet(file)) for file in files)


def by_polars(files):
    import polars

    return polars.read_parquet(files).height


def by_r(files):
    if shutil.which("Rscript") is None:
        return None
    script = """
        files <- commandArgs(trailingOnly = TRUE)
        read <- if (requireNamespace("nanoparquet", quietly = TRUE)) nanoparquet::read_parquet else
            if (requireNamespace("arrow", quietly = TRUE)) arrow::read_parquet else quit(status = 9)
        cat(sum(sapply(files, function(file) nrow(read(file)))))
    """
    done = subprocess.run(["Rscript", "-e", script, *files], capture_output=True, text=True)
    if done.returncode == 9:
        print("R: left out: neither nanoparquet nor arrow is installed")
        return None
    hold(done.returncode == 0, f"R: {done.stderr}")
    return int(done.stdout)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, source = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        archive = f"{folder}/a.tilt"
        live(binary, source, archive)
        snapshot(binary, archive, f"{folder}/snapshot")


if __name__ == "__main__":
    main()
