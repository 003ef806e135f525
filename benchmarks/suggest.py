"""How well `suggest` foretells codes of sources that it did not see, and what it costs.

With the path of a study: its scores out of fold beside the three plain rules, for codes with `--least` statements or
more, also where the study is too small for `suggest` to offer anything. Without: 100,000 made-up statements with 50
codes, the time as a ratio to that of fitting one model to all of them (`--statements`, `--codes`), and the peak of
memory.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

import idealtypes as it
from idealtypes.analyses.suggest import suggest as room
from idealtypes.analyses.suggest.held_out import learn
from idealtypes.analyses.suggest.learnt_codes import enough, judged_codes
from idealtypes.analyses.suggest.lessons import lessons_of
from idealtypes.analyses.suggest.ngrams import ngrams_of


def scores(path: Path, least: int) -> None:
    """The codes of a study with so many statements, each with its scores."""
    study = it.read_study(path)
    lessons = lessons_of(study)
    read = np.flatnonzero(lessons.read)
    put, group = lessons.put[read], np.unique(lessons.group[read], return_inverse=True)[1]
    counts = enough(put, group, lessons.codes, least)
    able = [k for k, one in enumerate(counts) if one.why is None]
    print(
        f"{path.name}: {len(read)} statements, {group.max() + 1} sources, {len(able)} of {len(counts)} codes"
    )
    grams = ngrams_of(lessons.texts)
    learned = learn(grams.matrix[read], put[:, able], group, study.settings.seed)
    told = judged_codes(study, counts, able, grams, read, put, group, learned, room.THRESHOLD)
    print(
        f"{'code':26} {'n':>4} {'learned':>8} {'frequency':>9} {'keywords':>8} {'nearest':>8} "
        f"{'beats':>6} {'Brier':>6} {'share':>6} {'right':>6} {'found':>6}"
    )
    for one in (told[k] for k in able):
        rules = dict(one.baselines)
        right = "" if one.precision is None else f"{one.precision:.2f}"
        print(
            f"{one.code:26} {one.statements:>4} {one.average_precision:>8.3f} {rules['frequency']:>9.3f} "
            f"{rules['keywords']:>8.3f} {rules['nearest']:>8.3f} {one.beats:>6.2f} {one.brier:>6.3f} "
            f"{one.brier_frequency:>6.3f} {right:>6} {one.recall:>6.2f}"
        )


def made_up(statements: int, codes: int, seed: int = 20261129) -> it.Study:
    """A study of so many statements of 30 words, of 200 sources; every word is of a code or of none."""
    rng = np.random.default_rng(seed)
    study = it.read_study("examples/seven_orders")
    known = [code.id for code in study.scheme.codes]
    scheme = study.scheme
    if codes > len(known):
        more = [
            scheme.codes[0].model_copy(update={"id": f"extra_{k}", "parent": None})
            for k in range(codes - len(known))
        ]
        kept = {name: getattr(scheme, name) for name in type(scheme).model_fields}
        scheme = type(scheme)(
            **kept | {"codes": (*scheme.codes, *more)}
        )  # a copy would keep what it has looked up
    names = [code.id for code in scheme.codes][:codes]
    syllables = [a + b for a in "bdfghklmnprstv" for b in ("a", "e", "i", "o", "u", "å", "øy", "eri", "ast")]
    words = ["".join(rng.choice(syllables, 3)) for _ in range(30_000)]
    weight = 1 / np.arange(1, len(words) + 1)
    weight /= weight.sum()
    own = rng.integers(0, codes, (statements, 2))
    talk = rng.choice(len(words), (statements, 28), p=weight)
    cue = 1_000 + own * 40 + rng.integers(0, 40, own.shape)
    ids = [f"s{k}" for k in range(statements)]
    texts = [" ".join(words[w] for w in row) for row in np.hstack([talk, cue])]
    uncoded = rng.random(statements) < 0.1
    put = pl.DataFrame({"statement": ids, "code": [sorted({names[c] for c in row}) for row in own]}).filter(
        ~uncoded
    )
    codings = put.explode("code").with_columns(coder=pl.lit("a"), intensity=pl.lit(1.0))
    source = [f"i{k}" for k in rng.integers(0, 200, statements)]
    frame = pl.DataFrame({"id": ids, "source": source, "text": texts}).with_columns(
        mode=pl.lit("is"), kind=pl.lit(None, pl.String)
    )
    return replace(
        study,
        scheme=scheme,
        root=None,
        statements=frame,
        cases_of=frame.select(statement="id", case=pl.lit(study.cases["id"][0])),
        codings=codings,
        readings=codings.select("statement", "coder").unique(maintain_order=True),
        readers={},
        coders={},
    )


def cost(statements: int, codes: int) -> None:
    """Time and memory of made-up statements."""
    study = made_up(statements, codes)
    print(f"{statements:,} statements, {codes} codes; {_peak():.2f} GiB before")
    start = time.perf_counter()
    found = it.suggest(study, dry_run=True)
    whole = time.perf_counter() - start
    offered = sum(one.offered for one in found.codes)
    print(
        f"{whole:.0f} s; {_peak():.2f} GiB at most; {offered} codes offered, {len(found.suggestions):,} suggestions"
    )
    lessons = lessons_of(study)
    grams = ngrams_of(lessons.texts)
    from sklearn.linear_model import LogisticRegression

    start = time.perf_counter()
    LogisticRegression(class_weight="balanced", max_iter=50, tol=1e-3).fit(
        grams.matrix[lessons.read], lessons.put[lessons.read][:, 0]
    )
    one = time.perf_counter() - start
    print(
        f"one model of all statements: {one:.1f} s; the whole is {whole / one:.0f} times that, for {6 * codes} models"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", type=Path)
    parser.add_argument("--least", type=int, default=6)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--codes", type=int, default=50)
    given = parser.parse_args()
    if given.study is not None:
        scores(given.study, given.least)
    else:
        cost(given.statements, given.codes)


if __name__ == "__main__":
    main()
