#!/usr/bin/env python3
"""Frustration of the same signed graphs by other programs: dwave-networkx (tabu, annealing) and, for what is
truly the least, an integer programme (Aref, Mason & Wilson 2018) by scipy's HiGHS. Writes the graphs for
`cargo xtask evaluate balance`. Needs: pip install networkx scipy dwave-networkx dwave-samplers.

    eval/peers/balance.py ../shared/data/relations/icews2018-interstate.tsv FOLDER
"""
import collections
import csv
import pathlib
import random
import sys
import time

import dwave_networkx as dnx
import networkx as nx
import numpy as np
from dwave.samplers import SimulatedAnnealingSampler, TabuSampler
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

SEED = 1


def relations(path):
    acts = collections.defaultdict(list)
    with open(path, encoding="utf8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            pair = tuple(sorted((row["a"], row["b"])))
            if pair[0] != pair[1]:
                acts[pair].append(float(row["g"]))
    return acts


def real(acts, least):
    edges = [(pair, round(sum(scores) / len(scores), 4)) for pair, scores in acts.items() if len(scores) >= least]
    ids = {state: place for place, state in enumerate(sorted({state for pair, _ in edges for state in pair}))}
    return len(ids), [(ids[a], ids[b], weight) for (a, b), weight in edges if weight]


def drawn(rng, n, share):
    pairs = [(i, j) for i in range(n) for j in range(i) if rng.random() < share]
    return n, [(i, j, round(rng.uniform(-5, 5), 4)) for i, j in pairs]


def ignored(edges, camps):
    total = sum(abs(weight) for *_, weight in edges)
    return sum(abs(w) for a, b, w in edges if (camps[a] == camps[b]) != (w > 0)) / total


def by_dwave(edges, sampler):
    graph = nx.Graph()
    for a, b, weight in edges:
        graph.add_edge(a, b, sign=weight)
    return f"{ignored(edges, dnx.structural_imbalance(graph, sampler)[1]):.6f}"


def by_integers(n, edges):
    """One variable a node and one a relation, which is 1 where the relation is ignored."""
    m = len(edges)
    rows, highest = lil_matrix((2 * m, n + m)), np.zeros(2 * m)
    for e, (a, b, weight) in enumerate(edges):
        signs = ((1, -1, 0), (-1, 1, 0)) if weight > 0 else ((-1, -1, -1), (1, 1, 1))
        for row, (x, y, most) in zip((2 * e, 2 * e + 1), signs):
            rows[row, a], rows[row, b], rows[row, n + e], highest[row] = x, y, -1, most
    cost = np.concatenate([np.zeros(n), [abs(weight) for *_, weight in edges]])
    constraints = LinearConstraint(rows.tocsr(), np.full(2 * m, -np.inf), highest)
    found = milp(cost, constraints=constraints, integrality=np.ones(n + m), bounds=Bounds(0, 1), options={"time_limit": 60})
    total = cost.sum()
    note = "optimal" if found.status == 0 else f"stopped, at least {found.mip_dual_bound / total:.6f}"
    return f"{found.fun / total:.6f} {note}"


def main():
    events, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    acts, rng = relations(events), random.Random(SEED)
    graphs = {"g2018_30": real(acts, 30), "g2018_150": real(acts, 150)}
    graphs |= {"rnd18": drawn(rng, 18, 0.5), "rnd30": drawn(rng, 30, 0.4), "rnd100": drawn(rng, 100, 0.1)}
    for name, (n, edges) in graphs.items():
        (folder / f"{name}.txt").write_text("".join(f"{a} {b} {weight}\n" for a, b, weight in edges))
        ways = {
            "dwave tabu": lambda: by_dwave(edges, TabuSampler()),
            "dwave annealing": lambda: by_dwave(edges, SimulatedAnnealingSampler()),
            "scipy HiGHS": lambda: by_integers(n, edges),
        }
        for way, run in ways.items():
            started = time.time()
            print(name, n, len(edges), way, run(), f"{time.time() - started:.2f} s", flush=True)


if __name__ == "__main__":
    main()
