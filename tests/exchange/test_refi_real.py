"""Files that programs wrote, where they are at hand: the counts are those that an XPath on the file gives."""

from pathlib import Path

import pytest

from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "qda_files"


@pytest.mark.parametrize(
    ("name", "codes", "sources", "statements", "codings", "marks"),
    [
        ("qc_demo/qc_1.2.0_demo.qdpx", 112, 3, 168, 213, 168),
        ("qc_demo/qc_1.3.2_demo.qdpx", 262, 2, 158, 205, 158),
        ("nvivo15_mac_qc/nvivo_project.qdpx", 262, 2, 0, 0, 0),
        ("f4_openqda/project.qde", 1, 4, 2, 2, 4),
    ],
)
def test_real_files(name: str, codes: int, sources: int, statements: int, codings: int, marks: int) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"{name} is not on this machine (shared/data/qda_files)")
    found = read(SHARED / name, Wishes())
    counts = found.counts()
    del counts["coders"]
    assert counts == {"codes": codes, "sources": sources, "statements": statements, "codings": codings}
    assert len(found.passages) == marks


def test_lines_of_qc_are_the_lines_they_name() -> None:
    path = SHARED / "qc_demo" / "qc_1.2.0_demo.qdpx"
    if not path.is_file():
        pytest.skip("the demo of qc is not on this machine (shared/data/qda_files)")
    found = read(path, Wishes())
    texts = {source.id: source.text or "" for source in found.sources}
    for passage in found.passages:
        line = texts[passage.source].split("\n")[int(passage.locator.removeprefix("line:"))]
        assert passage.text == f"{line}\n"
