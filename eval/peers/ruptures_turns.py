#!/usr/bin/env python3
"""The usual peer: PELT of Python's `ruptures` (normal cost on the mean) on weekly flow of each dyad.

    pip install ruptures numpy
    eval/peers/ruptures_turns.py EVENTS.tsv [--penalty 10] | shared/score/turns.py --dyads 159

Events: `date a b code g`, tab-separated, names of states as ICEWS spells them. Flow is 1000 · sum of scores / acts
of the world in the week, in deviations of its own; the sign of a turn is that of the change of mean. A line a
turn on stdout, the time on stderr. Only dyads of so many events (--least) are cut.
"""
import argparse
import csv
import datetime
import json
import pathlib
import sys
import time

import numpy
import ruptures


def names(path, own):
    found = {}
    for line in open(path, encoding="utf8"):
        fields = line.rstrip("\n").split("\t")
        if len(fields) > 8 and fields[0] != "key" and not line.startswith("#"):
            for name in fields[8].split("|"):
                found.setdefault(name.split("@")[0].split("?")[0].split("=")[0], fields[1])
    return found | own


ICEWS = {"Palestinian Territory, Occupied": "PSE", "Macedonia": "MKD", "Kosovo": "XKX"}


def main():
    here = pathlib.Path(__file__).resolve().parent.parent.parent
    args = argparse.ArgumentParser()
    args.add_argument("events")
    args.add_argument("--penalty", type=float, default=10.0)
    args.add_argument("--least", type=int, default=30)
    args.add_argument("--states", default=here / "crates/coder/lexicon/actors/states.tsv")
    args = args.parse_args()
    codes = names(args.states, ICEWS)
    rows = list(csv.DictReader(open(args.events, encoding="utf8"), delimiter="\t"))
    days = [datetime.date.fromisoformat(row["date"]).toordinal() for row in rows]
    first = min(days) - (min(days) - 1) % 7
    n_weeks = (max(days) - first) // 7 + 1
    world, flow, count = numpy.zeros(n_weeks), {}, {}
    for row, day in zip(rows, days):
        pair = tuple(sorted(codes.get(row[side], row[side]) for side in "ab"))
        week = (day - first) // 7
        world[week] += 1
        flow.setdefault(pair, numpy.zeros(n_weeks))[week] += float(row["g"])
        count[pair] = count.get(pair, 0) + 1
    started, n_dyads = time.perf_counter(), 0
    for pair in sorted(flow):
        if count[pair] < args.least or pair[0] == pair[1]:
            continue
        n_dyads += 1
        series = 1000 * flow[pair] / numpy.maximum(world, 1)
        series = (series - series.mean()) / (series.std() or 1)
        cuts = [0] + ruptures.Pelt(model="l2", min_size=2, jump=1).fit(series).predict(pen=args.penalty)
        for left, at, right in zip(cuts, cuts[1:], cuts[2:]):
            onset = datetime.date.fromordinal(first + 7 * at)
            sign = 1 if series[at:right].mean() > series[left:at].mean() else -1
            detected = onset + datetime.timedelta(days=6)
            print(json.dumps(dict(a=pair[0], b=pair[1], onset=str(onset), detected=str(detected), sign=sign)))
    print(f"{n_dyads} dyads in {time.perf_counter() - started:.2f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
