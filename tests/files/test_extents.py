"""Reading `extent` and `of`: every fault at its line, all at once."""

from idealtypes.files.study import check_study, read_study

SOURCES = "id,kind,of\ndesk,interview,\nguest,reported,14\npress,reported,\n"
STATEMENTS = (
    "id,source,text,codes,extent\n"
    "s1,desk,You just walk in,drop_in,\n"
    "s2,guest,They told me,advice,most\n"
    "s3,press,Five of nine,drop_in,5/9\n"
)
MORE = "sources: sources.csv\n"


def messages(study: str) -> list[str]:
    faults, _ = check_study(study)
    return [str(fault) for fault in faults]


def test_extents_are_read(vary):
    study = read_study(vary({"statements.csv": STATEMENTS, "sources.csv": SOURCES}, MORE))
    assert study.statements.get_column("extent").to_list() == [None, "most", "5/9"]
    assert study.sources.get_column("of").to_list() == [None, "14", None]


def test_without_the_columns_nothing_is_added(vary):
    assert "extent" not in read_study(vary()).statements.columns


def test_every_fault_is_told_at_its_line(vary):
    statements = (
        "id,source,text,codes,extent\n"
        "s1,desk,You just walk in,drop_in,most\n"
        "s2,guest,They told me,advice,mosst\n"
        "s3,guest,They told me,advice,9/5\n"
        "s4,guest,They told me,advice,0/5\n"
        "s5,guest,They told me,advice,3/5\n"
        "s6,press,They told me,advice,half\n"
        "s7,press,They told me,advice,all\n"
        "s8,odd,They told me,advice,all\n"
    )
    sources = SOURCES + "odd,reported,few\n"
    found = messages(vary({"statements.csv": statements, "sources.csv": sources}, MORE))
    assert len(found) == 7
    assert any("statements.csv:2" in m and "is not of the kind `reported`" in m for m in found)
    assert any("statements.csv:3" in m and "did you mean `most`?" in m for m in found)
    assert any("statements.csv:4" in m and "`9/5` is more than there are" in m for m in found)
    assert any("statements.csv:5" in m and "`0/5` is nobody" in m for m in found)
    assert any("statements.csv:6" in m and "its source speaks for 14" in m for m in found)
    assert any("sources.csv:4" in m and "`press` has no `of`" in m and "`s6`" in m for m in found)
    assert any("sources.csv:5" in m and "`of` is `few`" in m for m in found)


def test_a_slip_of_the_column_is_told(vary):
    statements = STATEMENTS.replace("extent", "extents")
    _, warnings = check_study(vary({"statements.csv": statements, "sources.csv": SOURCES}, MORE))
    assert any("did you mean `extent`?" in str(w) for w in warnings)


def test_what_the_words_mean_is_a_setting(vary):
    more = MORE + "settings:\n  extents: {several: [3, 2/3], some: [2, 1]}\n"
    found = messages(vary({"statements.csv": STATEMENTS, "sources.csv": SOURCES}, more))
    assert len(found) == 1
    assert "`some` is [at least, at most]: `2` is more than `1`" in found[0]


def test_where_extents_are_asked_for_what_has_none_is_told(vary):
    statements = STATEMENTS + "s4,guest,They told me,advice,\n"
    sources = SOURCES.replace(",14", ",1") + "yard,interview,\n"
    statements += "s5,yard,You just walk in,drop_in,\n"
    more = MORE + "settings: {reported: extent}\n"
    faults, warnings = check_study(vary({"statements.csv": statements, "sources.csv": sources}, more))
    assert not faults
    told = [str(warning) for warning in warnings]
    assert any("statements.csv:5: 1 reported statement of 3 without an `extent`" in w for w in told)
    assert any("sources.csv:3" in w and "2 sources are quoted" in w for w in told)
    _, without = check_study(vary({"statements.csv": statements, "sources.csv": sources}, MORE))
    assert not without
