"""How fast are what-ifs on a fuzzy cognitive map, beside FCMpy?

    python benchmarks/cognitive_map.py --peer PYTHON

PYTHON is the interpreter of an environment in which FCMpy (Mkhitaryan et al. 2022; 0.0.21 on the index) can be
imported. The versions that it pins no longer build, and it needs the first pandas: `pip install --no-deps fcmpy`, then
`pip install "numpy<2" "pandas<2" scipy scikit-learn scikit-fuzzy networkx openpyxl tqdm packaging`.

One map, the same what-ifs, one run: twelve concepts, two causes each, sigmoid, modified Kosko inference, still when no
concept changes by more than .001; each what-if pushes two concepts from outside. Both simulators are given the map and
the what-ifs, and give the end of each; the largest difference between the two is printed beside the times. Each runs in
a process of its own, best of three, imports not counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CONCEPTS, CAUSES, SEED, RUNS = 12, 2, 4, 3
TOLERANCE, LIMIT = 0.001, 100

PEER = """
import contextlib, io, json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
from fcmpy import FcmIntervention, FcmSimulator
task = json.load(sys.stdin)
names = list(task["start"])
weights = pd.DataFrame(np.array(task["weights"]), columns=names, index=names)
best = float("inf")
for _ in range(task["runs"]):
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        study = FcmIntervention(FcmSimulator)
        study.initialize(initial_state=dict(task["start"]), weight_matrix=weights, transfer="sigmoid",
                         inference="mKosko", thresh=task["tolerance"], iterations=task["limit"], l=1)
        for name, impact in task["impacts"].items():
            study.add_intervention(name, type="continuous", impact=impact, effectiveness=1)
            study.test_intervention(name)
    best = min(best, time.perf_counter() - began)
ends = study.equilibriums.loc[names]
print(json.dumps({"seconds": best, "ends": {name: ends[name].tolist() for name in task["impacts"]}}))
"""


def task(count: int) -> dict[str, Any]:
    """The map, its start, and `count` what-ifs."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    names = [f"c{n}" for n in range(CONCEPTS)]
    weights = np.zeros((CONCEPTS, CONCEPTS))
    for effect in range(CONCEPTS):
        causes = rng.choice([n for n in range(CONCEPTS) if n != effect], CAUSES, replace=False)
        weights[causes, effect] = rng.uniform(-1, 1, CAUSES).round(2)
    impacts = {
        f"w{n}": {str(c): float(rng.uniform(-1, 1)) for c in rng.choice(names, 2, replace=False)}
        for n in range(count)
    }
    start = dict(zip(names, rng.uniform(0, 1, CONCEPTS).tolist(), strict=True))
    given = {"weights": weights.tolist(), "start": start, "impacts": impacts}
    return given | {"tolerance": TOLERANCE, "limit": LIMIT, "runs": RUNS}


def ours() -> None:
    """Read a task, print seconds and ends; building the graph counts."""
    import networkx as nx

    from idealtypes.analyses.scenarios.cognitive_map import cognitive_map

    given = json.load(sys.stdin)
    names = list(given["start"])
    best = float("inf")
    for _ in range(given["runs"]):
        began = time.perf_counter()
        graph = nx.DiGraph()
        graph.add_nodes_from(names)
        for cause, row in zip(names, given["weights"], strict=True):
            graph.add_weighted_edges_from((cause, names[n], w) for n, w in enumerate(row) if w)
        changes = {name: {"impact": impact} for name, impact in given["impacts"].items()}
        found = cognitive_map(
            graph,
            given["start"],
            changes,
            inference="modified",
            transfer="sigmoid",
            tolerance=given["tolerance"],
            limit=given["limit"],
        )
        best = min(best, time.perf_counter() - began)
    ends = dict(zip(found.names, found.changed.states.tolist(), strict=True))
    print(json.dumps({"seconds": best, "ends": ends}))


def run(command: list[str], given: dict[str, Any]) -> dict[str, Any]:
    """What a contender answers, in a process of its own."""
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} could not run its part:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer", help="the interpreter of an environment with FCMpy")
    parser.add_argument("--what-ifs", type=int, nargs="+", default=[1, 10, 200])
    parser.add_argument("--ours", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ours:
        ours()
        return
    if given.peer is None:
        parser.error("say with --peer where FCMpy is")
    print("| what-ifs at once | ours, ms | FCMpy, ms | FCMpy, as a multiple of ours | largest difference |")
    print("|--:|--:|--:|--:|--:|")
    for count in given.what_ifs:
        job = task(count)
        mine = run([sys.executable, __file__, "--ours"], job)
        peer = run([given.peer, "-c", PEER], job)
        apart = max(
            abs(a - b)
            for name in job["impacts"]
            for a, b in zip(mine["ends"][name], peer["ends"][name], strict=True)
        )
        ratio = peer["seconds"] / mine["seconds"]
        print(
            f"| {count} | {mine['seconds'] * 1e3:.2f} | {peer['seconds'] * 1e3:.1f} | {ratio:,.0f} | {apart:.1e} |"
        )


if __name__ == "__main__":
    main()
