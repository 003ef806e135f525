"""Results: the page as the study is now, in a frame; every file of the kit; and no more where it is for sharing."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it

from ..browser.accessibility import axe
from ..disclosure.canaries import Canaries
from ..disclosure.canary_study import build
from ..disclosure.last_byte import everything
from ..disclosure.test_nothing_leaves import leaks
from ..examples import LONG
from .client import ROOT, Answer, Client, opened

# Of what a workbench for sharing gives away; the long run takes everything.
SOME = ("brief.docx", "figure.balance", "export.tidy")
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study."""
    root = shutil.copytree(ROOT / "tests/studies/good_full", tmp_path_factory.mktemp("results") / "small")
    study = root / "study.yaml"
    said = study.read_text().replace("draws: 500", "draws: 100")
    study.write_text(said.replace("{en: Three desks, nb: Tre skranker}", "Desks"))
    return root


@pytest.fixture(scope="module")
def bench(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with it, only to look: what is made is no change."""
    with opened(root, tmp_path_factory.mktemp("state"), "--read-only") as client:
        yield client


def done(client: Client, begun: Answer) -> Any:
    """The result of what was begun."""
    assert begun.status == 200, begun.text
    if "job" not in begun.json:
        return begun.json
    while True:
        answer = client.get(f"/api/jobs/{begun.json['job']}")
        if answer.status != 200 or answer.json["ended"]:
            return answer.json["result"] if answer.status == 200 else answer.json


def made(client: Client, *files: str, **more: Any) -> Any:
    return done(client, client.post("/api/results/make", {"files": list(files), **more}))


# the page


def test_the_page_is_made_once_for_each_reading_and_each_part(bench: Client, root: Path) -> None:
    first = done(bench, bench.post("/api/results/page", {}))
    page = bench.get(first["address"])
    assert page.status == 200
    assert page.headers["content-security-policy"].startswith("frame-ancestors 'self'")
    names = [name for name, _ in first["sections"]]
    assert names[:2] == ["result", "profile"]
    assert all(f'<section id="{name}"' in page.text for name in names)
    assert bench.post("/api/results/page", {}).json["address"] == first["address"]
    part = done(bench, bench.post("/api/results/page", {"level": 0.8}))
    assert part["address"] != first["address"]
    assert "80%" in bench.get(part["address"]).text
    study = root / "study.yaml"
    study.write_text(study.read_text().replace("title: ", "title: Renamed ", 1))
    anew = done(bench, bench.post("/api/results/page", {}))
    assert anew["generation"] > first["generation"]
    assert "Renamed" in bench.get(anew["address"]).text


@pytest.mark.parametrize(
    "asked",
    [{"where": {"nowhere": ["x"]}}, {"where": {"case": "x"}}, {"where": {"case": []}}, {"level": "high"},
     {"level": 2}, {"sharing": 1}, {"drawings": ["gif"]}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_asked_is_told(bench: Client, asked: dict[str, Any]) -> None:
    answer = bench.post("/api/results/page", asked)
    if answer.status == 200:
        answer = bench.get(f"/api/jobs/{answer.json['job']}")
    assert answer.status in (400, 422)
    assert answer.json["problems"][0]["message"]


def test_who_looks_is_told_that_pseudonyms_would_be_written(bench: Client, root: Path) -> None:
    answer = bench.post("/api/results/page", {"sharing": True})
    assert answer.status == 403
    assert "sharing_key.csv" in answer.text
    assert not (root / "sharing_key.csv").exists()


# files to keep


def test_every_file_that_is_listed_has_a_name_of_its_own(bench: Client) -> None:
    groups = done(bench, bench.post("/api/results/kit", {}))["groups"]
    assert [group["name"] for group in groups] == ["report", "table", "figure", "export"]
    titles = [one["title"] for group in groups for one in group["items"]]
    assert len(set(titles)) == len(titles) > 25


def test_one_file_is_kept_as_it_is_and_a_record_verifies(bench: Client, root: Path, tmp_path: Path) -> None:
    found = made(bench, "record")
    assert found["files"] == ["record.json"]
    answer = bench.get(found["address"])
    assert answer.headers["content-disposition"].startswith("attachment")
    path = tmp_path / "record.json"
    path.write_bytes(answer.body)
    assert it.verify(root, path).holds


def test_several_files_are_one_zip_the_same_each_time(bench: Client) -> None:
    asked = {"tables": ["csv", "docx"], "drawings": ["svg", "png"], "widths": ["85mm", "174mm"]}
    files = ("table.profile", "figure.balance", "methods", "export.qdpx")
    found = made(bench, *files, **asked)
    first = bench.get(found["address"]).body
    held = zipfile.ZipFile(io.BytesIO(first))
    names = {name.partition("/")[2] for name in held.namelist()}
    figures = {f"balance_{width}.{kind}" for width in ("85mm", "174mm") for kind in ("svg", "png")}
    assert names == figures | {
        "profile.csv", "profile.columns.csv", "profile.docx", "methods.md", "study.qdpx",
    }  # fmt: skip
    assert found["left_out"] == []
    assert any(name == "methods" for name, _ in found["notes"])
    again = made(bench, *files, **asked)
    assert again["address"] != found["address"]
    assert bench.get(again["address"]).body == first


def test_what_cannot_be_made_is_told_beside_what_was(bench: Client) -> None:
    asked = {"where": {"case": ["north"]}, "tables": ["csv"]}
    found = made(bench, "table.profile", "table.compare", **asked)
    assert "profile.csv" in found["files"]
    assert [name for name, _ in found["left_out"]] == ["table.compare"]
    assert made(bench, "table.compare", **asked)["problems"]
    assert made(bench, "report.exe")["problems"]
    assert made(bench)["problems"]


# for sharing


def test_a_workbench_for_sharing_says_no_word_of_the_study(tmp_path: Path) -> None:
    canaries = Canaries()
    root = build(tmp_path / "at_home", canaries)
    out = tmp_path / "out"
    heard: dict[str, bytes] = {}
    with opened(root, tmp_path / "state", "--sharing") as client:

        def get(path: str, status: int = 200) -> Answer:
            answer = client.get(path)
            assert answer.status == status, path
            heard[path] = repr(dict(answer.headers)).encode() + answer.body
            return answer

        for path in ("/", "/results", "/results?language=nb", "/api/state"):
            get(path)
        texts = ("start", "import", "board", "statements", "ratings", "consensus", "suggestions", "scenarios")
        for name in texts:
            get(f"/{name}", 404)
        for path in ("/faults", "/api/start/study", "/api/start/near", "/api/scenarios/now"):
            get(path, 404)
        assert client.post("/api/start/open", {"path": str(root)}).status == 404
        assert client.post("/upload?name=a.csv", {}).status == 404
        where = {canaries("statements: name of an attribute"): [canaries("statements: attribute 0")]}
        page = done(client, client.post("/api/results/page", {"where": where, "sharing": False}))
        get(page["address"])
        listed = done(client, client.post("/api/results/kit", {}))
        names = [one["name"] for group in listed["groups"] for one in group["items"]]
        assert not [name for name in names if name.startswith(("table.", "methods"))]
        chosen = [name for name in names if (LONG or name in SOME) and not name.endswith(".pdf")]
        assert len(chosen) >= len(SOME)
        kept = done(client, client.post("/api/results/make", {"files": chosen, "widths": ["174mm"]}))
        assert kept["left_out"] == []
        (out / "kept").mkdir(parents=True)
        (out / "kept" / kept["name"]).write_bytes(get(kept["address"]).body)
        said = [page, listed, kept, client.post("/api/results/make", {"files": ["figure.no"]}).json]
        (root / "study.yaml").write_text(f"format: 1\n{canaries('a key of its own')}: 1\n")
        said += [client.post("/api/results/page", {}).json]
        get("/results")
    heard |= {"said": repr(said).encode()}
    for number, content in enumerate(heard.values()):
        (out / str(number)).write_bytes(content)
    assert "cannot be shown here" in everything({"last": heard["/results"]})
    assert leaks(root, canaries, out) == []


def test_a_workbench_for_sharing_needs_a_study(tmp_path: Path) -> None:
    with pytest.raises(it.IdealtypesError, match="needs a study"):
        it.open(sharing=True)


# in a browser


@pytest.fixture(scope="module")
def page(browser: Any, bench: Client) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda problem: page.errors.append(str(problem)))
    page.goto(bench.address)
    yield page
    context.close()


def inside(page: Any) -> Any:
    """The report in its frame, once it is there."""
    page.locator("#page").wait_for()
    frame = page.locator("#page").element_handle().content_frame()
    frame.wait_for_url("**/made/**")
    frame.locator("main").wait_for()
    return frame


def until(frame: Any, condition: str) -> None:
    """Wait in a page whose policy forbids to evaluate texts later."""
    look = f"const look = () => ({condition}) ? go() : requestAnimationFrame(look)"
    frame.evaluate(f"() => new Promise((go) => {{ {look}; look(); }})")


def test_by_mouse(page: Any, bench: Client) -> None:
    page.goto(bench.url("/results"))
    frame = inside(page)
    assert axe(page) == []
    page.locator("[data-section=types]").click()
    until(frame, "document.getElementById('types').getBoundingClientRect().top < 100")
    page.locator("#theme").click()
    until(frame, "document.documentElement.dataset.theme === 'light'")
    page.locator("#kit summary").click()
    page.locator("[value='table.profile']").check()
    with page.expect_download() as kept:
        page.locator("#make").click()
    assert kept.value.suggested_filename == "profile.docx"
    assert "profile.docx" in page.locator("#made").inner_text()
    assert page.errors == []


def test_by_keyboard_in_the_other_language_on_a_small_screen(page: Any, bench: Client, root: Path) -> None:
    page.set_viewport_size(NARROW)
    page.goto(bench.url("/results?language=nb"))
    frame = inside(page)
    assert frame.locator("html").get_attribute("lang") == "nb"
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.locator("#sections button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    until(frame, "document.getElementById('profile').getBoundingClientRect().top < 100")
    assert page.locator("[data-section=profile]").get_attribute("aria-pressed") == "true"
    # somebody changes the study elsewhere: it is shown anew, at the same place
    study = root / "study.yaml"
    study.write_text(study.read_text().replace("title: ", "title: Again ", 1))
    page.locator("#fresh", has_text="vist på nytt").wait_for()
    frame = inside(page)
    frame.get_by_role("heading", name="Again").first.wait_for(state="attached")
    until(frame, "Math.abs(document.getElementById('profile').getBoundingClientRect().top) < 100")
    page.locator("#kit summary").press("Enter")
    box = page.locator("[value='methods']")
    box.focus()
    page.keyboard.press("Space")
    with page.expect_download() as kept:
        page.keyboard.press("Enter")
    assert kept.value.suggested_filename == "methods.md"
    assert page.errors == []
