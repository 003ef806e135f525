"""Statements: found and filtered, edited in place, chosen together, selected in a source's text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import idealtypes as it
from idealtypes.workbench.bench import Bench, ReadOnly
from idealtypes.workbench.call import Call
from idealtypes.workbench.jobs import Jobs
from idealtypes.workbench.screens.statements import SCREEN
from idealtypes.workbench.session_folder import SessionFolder
from idealtypes.workbench.shell import page

from ..browser.accessibility import axe
from .client import ROOT, Client, opened

HOSTILE = "<script>document.title='x'</script><b>bold</b>"
ARABIC = "كان الباب مفتوحا دائما لمن يطلب المساعدة"
TEXT = "M: Tell us.\r\nA: It began well, \U0001f600 and then it stopped.\r\nM: Yes?\r\nA: And then it stopped.\r\n"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes_of(folder: Path, statement: str, coder: str) -> list[str]:
    own = [r for r in rows(folder, "codings.csv") if (r["statement"], r["coder"]) == (statement, coder)]
    return [("!" if r["stance"] == "against" else "") + r["code"] + r["intensity"] for r in own]


@pytest.fixture(scope="module")
def folder(copied: Callable[[str], Path]) -> Path:
    """Two coders of one material, a source with its text, a hostile, a foreign and a very long statement."""
    folder = copied("two_coders")
    texts = {"s05": HOSTILE, "s06": ARABIC, "s07": "word " * 1000}
    it.edit(folder, [it.SetCell("statements", id_, "text", text) for id_, text in texts.items()])
    it.edit(folder, it.AddText("group_01", TEXT))
    return folder


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with that study."""
    with opened(folder, tmp_path_factory.mktemp("state")) as client:
        yield client


@pytest.fixture(scope="module")
def claiming(copied: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench with a study of claims, codes in a column, nobody named as coder."""
    with opened(copied("support_colleagues"), tmp_path_factory.mktemp("state")) as client:
        yield client


@pytest.fixture
def put_back(folder: Path, client: Client) -> Iterator[Path]:
    """The study, as it was before the test afterwards, and undone to get there."""
    before = {p: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}
    yield folder
    while client.get("/api/state").json["undo"]:
        assert client.post("/api/undo", {}).status == 200
    assert {p: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()} == before


def one(client: Client, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/statements/one?id={id_}").json
    return found


def test_all_statements_are_there_the_uncoded_too(client: Client, folder: Path) -> None:
    found = client.get("/api/statements/index").json
    ids = [row["id"] for row in rows(folder, "statements.csv")]
    assert found["said"]["ids"] == ids
    assert found["n"] == found["statements"]["n"] == len(ids)
    assert found["coders"] == ["a", "b", "consensus"]
    assert found["kinds"]["a"] == "model"
    assert [source[0] for source in found["all_sources"] if source[2]] == ["group_01"]
    assert it.read_study(folder).codings.filter(statement="s02").height == 0
    assert all(code["definition"] for code in found["codes"] if code.get("own"))


def test_one_statement_as_its_files_have_it(client: Client) -> None:
    found = one(client, "s03")
    assert [j["coder"] for j in found["judgements"]] == ["a", "b", "consensus"]
    assert found["cells"]["locator"].startswith("lines ")
    assert (
        client.get("/api/statements/one?id=nobody")
        .json["problems"][0]["message"]
        .startswith("There is no statement")
    )


def test_codes_of_one_coder_and_cells_in_one_step(client: Client, put_back: Path) -> None:
    found = one(client, "s01")
    seen = {"coder": "a", "codes": "reaches_out=0.5;!treats_acts", "was": "reaches_out", "occasion": ""}
    body = {"id": "s01", "cells": {"mode": "ought"}, "was": found["cells"], "coded": seen}
    assert client.post("/api/statements/save", body).status == 200
    assert codes_of(put_back, "s01", "a") == ["reaches_out0.5", "!treats_acts"]
    assert codes_of(put_back, "s01", "b") == ["reaches_out"]
    assert rows(put_back, "statements.csv")[0]["mode"] == "ought"
    assert client.get("/api/state").json["undo"] == "s01 changed"
    assert one(client, "s01")["judgements"][0]["codes"] == "reaches_out=0.5;!treats_acts"
    # another window saw what stood there before
    assert client.post("/api/statements/save", body).status == 409
    stale = {"id": "s01", "cells": {"mode": "would"}, "was": {"mode": "is"}}
    refused = client.post("/api/statements/save", stale)
    assert (refused.status, refused.json["kind"]) == (409, "changed")
    assert rows(put_back, "statements.csv")[0]["mode"] == "ought"


def test_what_is_wrong_is_told_and_nothing_is_written(client: Client, put_back: Path) -> None:
    before = (put_back / "codings.csv").read_bytes()
    seen = {"coder": "a", "codes": "reaches_out=7", "was": "reaches_out"}
    refused = client.post("/api/statements/save", {"id": "s01", "coded": seen})
    assert (refused.status, refused.json["problems"][0]["file"].split("/")[-1]) == (400, "codings.csv")
    assert "intensity" in refused.json["problems"][0]["message"]
    assert client.post("/api/statements/save", {"id": "s01", "claims": [1]}).status == 422
    assert client.post("/api/statements/add", {"source": " "}).status == 422
    assert (put_back / "codings.csv").read_bytes() == before


def test_a_code_is_put_on_several_and_taken_again(client: Client, put_back: Path) -> None:
    ids = ["s01", "s02", "s03"]
    done = client.post("/api/statements/put", {"ids": ids, "coder": "b", "code": "reaches_out"}).json
    assert done["n"] == 1  # two had it
    assert [codes_of(put_back, id_, "b") for id_ in ids][1] == ["reaches_out"]
    assert client.get("/api/state").json["undo"] == "Makes the first move put on 1 statement"
    body = {"ids": ids, "coder": "b", "code": "reaches_out", "take": True}
    assert client.post("/api/statements/put", body).json["n"] == 3
    assert all("reaches_out" not in codes_of(put_back, id_, "b") for id_ in ids)
    assert codes_of(put_back, "s01", "a") == ["reaches_out"]
    against = {"ids": ["s01"], "coder": "a", "code": "!reaches_out"}
    assert client.post("/api/statements/put", against).json["n"] == 1
    assert codes_of(put_back, "s01", "a") == ["!reaches_out"]


def test_a_statement_is_added_with_its_source_and_deleted(client: Client, put_back: Path) -> None:
    assert client.get("/api/statements/next?source=group_01").json["id"] == "s78"
    body = {
        "source": "letter", "cells": {"text": "We heard nothing.", "locator": "page 2"}, "coder": "a",
        "codes": "reaches_out", "about": {"title": "A letter", "kind": "document"},
    }  # fmt: skip
    id_ = client.post("/api/statements/add", body).json["added"]
    assert id_ == "letter_1"
    assert rows(put_back, "statements.csv")[-1]["text"] == "We heard nothing."
    assert rows(put_back, "sources.csv")[-1]["kind"] == "document"
    assert codes_of(put_back, id_, "a") == ["reaches_out"]
    stale = client.post("/api/statements/delete", {"id": id_, "text": "We heard all."})
    assert stale.status == 409
    assert client.post("/api/statements/delete", {"id": id_, "text": "We heard nothing."}).status == 200
    assert [r for r in rows(put_back, "codings.csv") if r["statement"] == id_] == []
    assert one(client, id_)["problems"]


def test_claims_and_codes_in_a_column(claiming: Client) -> None:
    found = one(claiming, "g01_1")
    (claim,) = found["claims"]
    assert found["judgements"] == [{"coder": "", "occasion": "", "codes": "reaches_out"}]
    added = {"aspect": "contact", "pole": "formal", "outcome": "makes_contact", "effect": "-1"}
    changed = [{"was": claim, "now": {**claim, "effect": "-1"}}, {"was": None, "now": added}]
    assert claiming.post("/api/statements/save", {"id": "g01_1", "claims": changed}).status == 200
    now = one(claiming, "g01_1")["claims"]
    assert [(c["aspect"], c["effect"]) for c in now] == [("accessibility", "-1"), ("contact", "-1")]
    gone = [{"was": c, "now": None} for c in now]
    assert claiming.post("/api/statements/save", {"id": "g01_1", "claims": gone}).status == 200
    assert one(claiming, "g01_1")["claims"] == []
    # one that a measure cites stays, and is told where it is cited
    refused = claiming.post(
        "/api/statements/delete", {"id": "g03_10", "text": one(claiming, "g03_10")["text"]}
    )
    assert (refused.status, refused.json["problems"][0]["file"].split("/")[-1]) == (400, "scenarios.yaml")
    assert one(claiming, "g03_10")["text"]


def test_a_text_with_its_passages(client: Client, put_back: Path, tmp_path: Path) -> None:
    assert client.get("/api/statements/text?source=group_02").json == {"text": None}
    start = TEXT.index("it began".capitalize())
    cells = {"text": "It began well", "start": str(start), "end": str(start + 13)}
    id_ = client.post("/api/statements/add", {"source": "group_01", "cells": cells}).json["added"]
    found = client.get("/api/statements/text?source=group_01").json
    assert found["text"] == TEXT
    assert found["passages"] == [[id_, start, start + 13]]
    assert "s01" in found["apart"]
    assert found["lines"] == ""
    headers = {"Cookie": client.cookie, "Origin": client.url(""), "Sec-Fetch-Site": "same-origin"}
    for data, status in ((b"\xff\xfe\x00", 422), ("Døra er åpen.".encode(), 200)):
        kept = client.send("POST", "/upload?name=g2.txt", data, headers).json["upload"]
        sent = client.post("/api/statements/add_text", {"source": "group_02", "upload": kept})
        assert sent.status == status
    assert client.get("/api/statements/text?source=group_02").json["text"] == "Døra er åpen."
    assert client.post("/api/undo", {}).status == 200
    assert client.get("/api/statements/text?source=group_02").json["text"] is None


def test_what_cannot_be_edited_is_said(
    copied: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path / "state"))
    folder = copied("seven_orders")

    def seen(study: Path, *, read_only: bool = False) -> tuple[Call, str]:
        bench = Bench(SessionFolder(tmp_path), read_only=read_only)
        bench.open(study)
        call = Call(
            bench, Jobs(), "en", {"id": "d1_1"}, {"ids": ["d1_1"], "coder": "", "code": "members_decide"}
        )
        return call, page("statements", call)

    assert "This study has ratings alone" in seen(ROOT / "examples" / "physician_programmes")[1]
    call, said = seen(folder, read_only=True)
    assert 'id="bulk"' not in said
    with pytest.raises(ReadOnly):
        SCREEN.writes["put"](call)
    pl.read_csv(folder / "statements.csv").write_parquet(folder / "statements.parquet")
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("statements.csv", "statements.parquet"), encoding="utf-8")
    call, said = seen(folder)
    assert "tables in csv and tsv are" in said
    assert 'id="bulk"' not in said
    found = SCREEN.reads["index"](call)
    assert found["n"] == len(found["said"]["texts"])
    assert SCREEN.reads["one"](call)["cells"] == {}
    with pytest.raises(it.IdealtypesError, match="csv and tsv"):
        SCREEN.writes["put"](call)


SELECT = """() => {
    const area = document.getElementById("text"), walk = document.createTreeWalker(area, 4);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = node.data.indexOf("and then it");
        if (at < 0) continue;
        area.focus();
        getSelection().collapse(node, at);
        return;
    }
}"""


def test_a_walk_through_the_screen(client: Client, put_back: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(client.address)
    page.goto(client.url("/statements"))
    page.locator("#list .statement").first.wait_for()
    count = page.locator("#count")
    assert count.inner_text() == "77 statements of 77"
    # found by letters and by filters, each with an address
    page.locator("#q").fill("bold")
    assert page.locator("#list blockquote").all_inner_texts() == [HOSTILE]
    assert page.locator("#list b").count() == 0
    page.locator("#q").fill("")
    page.locator("#more-filters summary").click()
    page.locator('#selects [name="coded"]').select_option("no")
    assert count.inner_text().startswith("16 ") or int(count.inner_text().split()[0]) < 77
    assert "coded=no" in page.url
    page.locator('#selects [name="coded"]').select_option("")
    page.go_back()
    assert page.locator('#selects [name="coded"]').input_value() == "no"
    page.locator("#clear").click()
    # by keyboard: a row, its form, a code by what it means, half of it, saved
    page.locator("#coder").fill("a")
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#editor-title").wait_for()
    assert page.evaluate("document.activeElement.id") == "editor-title"
    assert axe(page) == []
    box = page.get_by_role("combobox", name="Add a code")
    box.focus()
    page.keyboard.type("treats or")
    page.keyboard.press("Enter")
    amount = page.get_by_label("Intensity of Treats or takes steps, above 0 and at most 1")
    amount.fill("7")
    page.locator("#editor .buttons .main").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Treats or takes steps: an intensity is above 0 and at most 1.").wait_for()
    amount.fill("0.5")
    page.locator("#editor .buttons .main").focus()
    page.keyboard.press("Enter")
    page.locator("#undo:not([disabled])").wait_for()
    assert codes_of(put_back, "s01", "a") == ["reaches_out", "treats_acts0.5"]
    page.locator("#list .statement", has_text="Treats or takes steps").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#editor").wait_for(state="hidden")
    # by mouse: two chosen, a code put on both, and taken back
    page.get_by_label("Choose s02").check()
    page.get_by_label("Choose s03").check()
    page.get_by_role("combobox", name="Code for the chosen statements").fill("treats or")
    page.locator("#bulk").get_by_role("option", name="Treats or takes steps").click()
    page.get_by_role("button", name="Put the code").click()
    page.get_by_text("Treats or takes steps put on 2 statements.").wait_for()
    assert "treats_acts" in codes_of(put_back, "s02", "a")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back:").wait_for()
    assert "treats_acts" not in codes_of(put_back, "s02", "a")
    # the text of a source: a passage selected by keyboard becomes a statement
    page.locator("#source").select_option("group_01")
    page.locator("#text").wait_for()
    page.evaluate(SELECT)
    for _ in range(11):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.type("x")  # nothing is typed into a text
    assert "x" not in page.locator("#text").inner_text().replace("next", "")
    page.get_by_role("button", name="New statement of the selection").click()
    assert page.locator("#e-text").input_value() == "and then it"
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#text mark").wait_for()
    new = rows(put_back, "statements.csv")[-1]
    assert TEXT[int(new["start"]) : int(new["end"])] == new["text"] == "and then it"
    bar = page.get_by_role("button", name=f"{new['id']}: and then it")
    bar.focus()
    page.keyboard.press("Enter")
    assert axe(page) == []
    page.get_by_role("button", name="Delete").click()
    page.locator("#text mark").wait_for(state="detached")
    # in Norwegian, on a phone
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(client.url("/statements?language=nb#list?q=bold&id=s05"))
    page.locator("#editor-title").wait_for()
    assert page.locator("#editor-title").inner_text() == "Utsagn s05"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []
    page.get_by_role("button", name="Lukk").click()
    page.locator("#list .statement").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#list blockquote[dir=auto]").count() == 1
    assert errors == []
    context.close()
