"""`figure`: any figure of the report at a journal's width, understandable alone; nothing that sharing withholds."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import idealtypes as it
from idealtypes.cli.program import program
from idealtypes.errors import BadArgument, BadCall, IdealtypesError
from tests.reporting import studies

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "studies" / "good_minimal"
MM = 25.4 / 72


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> it.Study:
    """Several cases, most with few informants."""
    return it.read_study(studies.cases(tmp_path_factory.mktemp("cases") / "cases")).with_settings(draws=200)


@pytest.fixture
def run() -> Callable[..., Result]:
    def call(*arguments: object, code: int = 0) -> Result:
        result = CliRunner().invoke(program, ["figure", *map(str, arguments)])
        assert result.exit_code == code, result.output
        return result

    return call


def test_without_a_name_the_figures_are_listed(run: Callable[..., Result]) -> None:
    told = run(SMALL).stdout
    assert told.startswith("balance    Balance of The smallest study")
    assert "\ntypes      Membership in the ideal types\n" in told
    known = json.loads(run(SMALL, "--json").stdout)
    assert [figure["name"] for figure in known["figures"]] == [f.name for f in it.figure(SMALL).figures]
    assert known["figure"] is None


@pytest.mark.parametrize("width", ["85mm", "174mm", "narrow"])
def test_a_figure_is_saved_at_a_width_with_its_legend_and_its_numbers(
    run: Callable[..., Result], tmp_path: Path, width: str
) -> None:
    file = tmp_path / "balance.svg"
    result = run(SMALL, "balance", "--width", width, "--language", "nb", "-o", file)
    root = ET.fromstring(file.read_bytes())
    wide = float(str(root.get("width")).removesuffix("pt")) * MM
    assert wide == pytest.approx({"85mm": 85, "174mm": 174, "narrow": 262 * MM}[width], abs=0.01)
    texts = {str(element.text): element for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert "utsagn ved venstre pol" in texts
    assert min(float(element.get("font-size", "0")) for element in texts.values()) >= 6
    title, description = str(root[0].text), str(root[1].text)
    found = it.figure(SMALL, "balance", language="nb")
    assert found.one is not None
    assert (title, description) == (found.one.title, found.one.told)
    assert "".join(title.split()) in "".join(result.stdout.split())  # the caption stands beside the file
    line = "".join(result.stdout.split("it.read_study", 1)[1].split())
    more = "" if width == "174mm" else f',width="{width}"'
    assert line.startswith(f'("{SMALL}").figure("balance"')
    assert more in line
    assert 'language="nb"' in line


def test_the_line_of_python_makes_the_same_file(run: Callable[..., Result], tmp_path: Path) -> None:
    run(SMALL, "balance", "--width", "120mm", "--level", "0.9", "-o", tmp_path / "a.svg")
    call = json.loads(run(SMALL, "balance", "--width", "120mm", "--level", "0.9", "--json").stdout)["python"]
    made = eval(call, {"it": it})
    assert made.content("svg") == (tmp_path / "a.svg").read_bytes()


def test_pdf_and_png_are_written_the_same_twice(tmp_path: Path) -> None:
    for kind, begins in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        files = [tmp_path / f"{n}.{kind}" for n in (1, 2)]
        for file in files:
            it.figure(SMALL, "balance", output=file, width="85mm")
        assert files[0].read_bytes().startswith(begins)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_the_balance_of_a_view_and_of_one_case(cases: it.Study) -> None:
    name = cases.profile().cases[1]
    one = cases.figure("balance", case=name).one
    assert one is not None
    whole = cases.profile()
    assert [block.position.value for block in one.picture if not block.silent] == [
        value for value, n in zip(whole.balance[1], whole.statements[1], strict=True) if n
    ]
    ought = cases.figure("balance", view="ought").one
    assert ought is not None
    assert ought.title.endswith("(as it ought to be)")
    assert ought.description != cases.figure("balance").one.description
    for wrong in ({"view": "is"}, {"case": name}):
        with pytest.raises(BadCall, match="`view` and `case` are of the figure `balance`"):
            cases.figure("types", **wrong)
    with pytest.raises(BadArgument, match="no such case"):
        cases.figure("balance", case="nobody")


def test_a_figure_goes_into_axes() -> None:
    found = it.figure(SMALL, "balance", width="85mm")
    from matplotlib.figure import Figure

    ax = Figure((4, 6)).subplots()
    assert found.plot(ax) is ax
    assert len(ax.texts) > 5


def test_what_cannot_be_drawn_is_told(run: Callable[..., Result], tmp_path: Path) -> None:
    said = run(SMALL, "-o", tmp_path / "x.svg", code=2).stderr
    assert "name the figure to draw" in said
    assert (
        "the report has no figure `balances`; did you mean `balance`?"
        in run(SMALL, "balances", code=1).stderr
    )
    assert (
        "give 63mm or more"
        in run(SMALL, "balance", "--width", "30mm", "-o", tmp_path / "x.svg", code=2).stderr
    )
    assert not list(tmp_path.iterdir())
    with pytest.raises(BadCall, match=r"`output` is `x.gif`: a figure's file ends in `.svg`, `.pdf`, `.png`"):
        it.figure(SMALL, "balance", output="x.gif")
    with pytest.raises(BadCall, match="name one of `balance`, `types`"):
        it.figure(SMALL).content("svg")


def test_a_figure_for_sharing_shows_what_the_report_for_sharing_does(cases: it.Study, tmp_path: Path) -> None:
    whole, shared = cases.figure(), cases.figure(sharing=True, k=3)
    assert len(shared.figures) < len(whole.figures)
    one = cases.figure("balance", sharing=True, k=3).one
    assert one is not None
    assert one.description in {figure.description for figure in shared.figures}
    with pytest.raises(IdealtypesError, match=r"shows no view|no such"):
        cases.figure("balance", view="ought", sharing=True, k=3)
    with pytest.raises(BadCall):
        cases.figure("balance", k=3)


def test_no_file_of_the_study_is_written_over(tmp_path: Path) -> None:
    study = it.read_study(studies.mixed(tmp_path / "study"))
    kept = {path: path.read_bytes() for path in (tmp_path / "study").rglob("*") if path.is_file()}
    linked = tmp_path / "drawn.svg"
    linked.symlink_to(next(iter(kept)))
    with pytest.raises(IdealtypesError, match="is a file of the study"):
        study.figure("balance", output=linked)
    assert all(path.read_bytes() == content for path, content in kept.items())
