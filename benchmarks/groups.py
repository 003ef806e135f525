"""How often does `compare` find groups of cases where there are none? The shuffle test, beside the silhouette alone.

    python benchmarks/groups.py            # in full, a minute or two on one core
    python benchmarks/groups.py --quick    # few studies: a smoke test

Cases have G informants of their own with m statements each on every aspect (beta-binomial, correlation .3). No groups:

    alike         all cases have the share .5 on every aspect: random codes
    anywhere      every case and aspect has a share of its own, uniform on [0, 1]: cases differ, and fall into no groups

`found` is how often groups are made, `silhouette alone` how often they would be without the test. `two` has two true
groups (.2 and .8 on all aspects): how often they are found.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.groups import NO_STRUCTURE
from idealtypes.engine.profile import profile_of
from idealtypes.engine.tally import tally
from idealtypes.model.settings import Settings
from tests.engine.build import scheme

G, M, RHO = 5, 3, 0.3
DESIGNS = ((8, 3), (8, 5), (14, 3), (28, 3))
TRUTHS = ("alike", "anywhere", "two")


def study(truth: str, cases: int, aspects: int, rng: np.random.Generator) -> pl.DataFrame:
    """The codings of one study."""
    s = {
        "alike": np.full((cases, aspects), 0.5),
        "anywhere": np.clip(rng.random((cases, aspects)), 0.01, 0.99),
        "two": np.repeat(np.where(np.arange(cases) % 2, 0.2, 0.8)[:, None], aspects, axis=1),
    }[truth][..., None]
    k = (1 - RHO) / RHO
    p = rng.beta(s * k, (1 - s) * k, (cases, aspects, G))
    said = rng.random((cases, aspects, G, M)) < p[..., None]
    c, a, g, n = (x.ravel() for x in np.indices(said.shape))
    return pl.DataFrame({"c": c, "a": a, "g": g, "n": n, "f": said.ravel().astype(int)}).select(
        statement=pl.format("{}-{}-{}-{}", "c", "a", "g", "n"),
        source=pl.format("{}-{}", "c", "g"),
        case=pl.format("c{}", "c"),
        code=pl.format("{}-{}", "a", "f"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261205)
    options = parser.parse_args()
    print("| truth | cases | aspects | studies | found | silhouette alone |")
    print("|---|--:|--:|--:|--:|--:|")
    for truth in TRUTHS:
        for cases, aspects in DESIGNS[: 1 if options.quick else None]:
            many = 5 if options.quick else options.studies // (4 if truth == "two" else 1)
            poles = {f"a{a}": ("informal", "formal") for a in range(aspects)}
            placed = {f"{a}-{f}": {f"a{a}": (1.0 - f, float(f))} for a in range(aspects) for f in (0, 1)}
            built = scheme(poles, placed)
            rng = np.random.default_rng([options.seed, cases, aspects, TRUTHS.index(truth)])
            found, wide = 0, 0
            for n in range(many):
                evidence = tally(study(truth, cases, aspects, rng), built.placements, poles)
                groups = compare(profile_of(evidence, built, Settings(draws=100, seed=n + 1))).clusters
                found += groups.why is None
                wide += max(groups.silhouettes.values(), default=0.0) >= NO_STRUCTURE
            print(
                f"| {truth} | {cases} | {aspects} | {many} | {found / many:.3f} | {wide / many:.3f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
