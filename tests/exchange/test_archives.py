"""Archives and XML from strangers: what is refused, and in which words."""

import io
import stat
import zipfile
import zlib
from pathlib import Path

import pytest

from idealtypes.exchange.archives import Archive, Beside, whole
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.xml import XmlDocument
from idealtypes.files.budget import Budget


def archive(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as opened:
        for name, data in members.items():
            opened.writestr(zipfile.ZipInfo(name), data, method)
    return path


def test_members_are_read_and_folders_left_out(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.qdpx", {"sources/": b"", "sources/a.txt": b"text", "__MACOSX/._a.txt": b"x"})
    with Archive(path) as opened:
        assert opened.names == ("sources/a.txt",)
        assert whole(opened, "sources/a.txt") == b"text"
        assert opened.where("sources/a.txt").endswith("a.qdpx/sources/a.txt")


def test_backslashes_of_windows_are_folders(tmp_path: Path) -> None:
    with Archive(archive(tmp_path / "a.zip", {"sources\\a.txt": b"text"})) as opened:
        assert opened.names == ("sources/a.txt",)


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a", "C:\\a.txt", "a/../../b", "..\\a"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotReadable, match="leads out of the archive"):
        Archive(archive(tmp_path / "a.zip", {name: b""}))


def test_links_are_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("project.qde")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr(info, "/etc/passwd")
    with pytest.raises(NotReadable, match="is a link"):
        Archive(tmp_path / "a.zip")


def test_a_member_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr("project.qde", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            opened.writestr("project.qde", "two")
    with pytest.raises(NotReadable, match="there twice"):
        Archive(tmp_path / "a.zip")


def test_too_many_members(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{k}.txt": b"" for k in range(5)})
    with pytest.raises(NotReadable, match="5 members in the archive, and at most 4 are read"):
        Archive(path, Budget(members=4))


def test_too_much_in_one_and_in_all(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a": bytes(range(200)) * 10, "b": bytes(range(100)) * 20})
    with (
        Archive(path, Budget(member=1999)) as opened,
        pytest.raises(NotReadable, match="2,000 bytes unpacked, and at most 1,999 bytes are read"),
    ):
        opened.open("a")
    with Archive(path, Budget(unpacked=3000)) as opened:
        whole(opened, "a")
        with pytest.raises(NotReadable, match="unpacks to too much, and at most 3,000 bytes are read"):
            whole(opened, "b")
    with Archive(path) as opened, pytest.raises(NotReadable, match="more bytes than a text has"):
        whole(opened, "a", most=100)


def test_an_archive_made_to_fill_the_memory(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"project.qde": bytes(20 << 20)})
    with Archive(path) as opened, pytest.raises(NotReadable, match="more than 200 times its packed size"):
        opened.open("project.qde")


def test_a_declared_size_is_not_believed(tmp_path: Path) -> None:
    """The directory says ten bytes, the member holds a million: no more than ten come out, or a message."""
    path = archive(tmp_path / "a.zip", {"a": bytes(1_000_000)})
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with Archive(path) as opened, pytest.raises(NotReadable, match="damaged"):
        whole(opened, "a")


def test_encrypted_and_damaged_members(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"some text that is packed " * 20})
    data = bytearray(path.read_bytes())
    locked = data.copy()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    with Archive(tmp_path / "locked.zip") as opened, pytest.raises(NotReadable, match="encrypted"):
        opened.open("a.txt")
    data[45] ^= 0xFF
    (tmp_path / "broken.zip").write_bytes(data)
    with (
        Archive(tmp_path / "broken.zip") as opened,
        pytest.raises(NotReadable, match=r"broken\.zip/a\.txt: .*damaged"),
    ):
        whole(opened, "a.txt")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive", zlib.compress(b"x")])
def test_no_archive(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(NotReadable, match="no zip archive"):
        Archive(tmp_path / "a.zip")
    with pytest.raises(NotReadable, match="no such file"):
        Archive(tmp_path / "b.zip")


def test_files_beside_follow_no_links(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.txt").write_text("text")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "sources" / "b.txt").symlink_to(tmp_path / "secret")
    beside = Beside(tmp_path / "project.qde")
    assert beside.names == ("sources/a.txt",)
    assert whole(beside, "sources/a.txt") == b"text"


def document(data: bytes) -> XmlDocument:
    return XmlDocument(io.BytesIO(data), "x.qde")


def names(data: bytes) -> list[str]:
    return [element.get("name") for element in document(data).elements(("a",))]


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<r><a name="&e;"/></r>',
        b"<!-- c --><?p q?> \n<!doctype r>\n<r/>",
        '<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE r [<!ENTITY e "x">]><r/>'.encode("utf-16"),
    ],
)
def test_document_types_are_refused(data: bytes) -> None:
    with pytest.raises(NotReadable, match=r"x\.qde:2: a document type \(DOCTYPE\)"):
        document(data)


def test_namespaces_marks_blanks_and_control_characters() -> None:
    assert names(b'<r xmlns="urn:x"><a name="1"/><b:a xmlns:b="urn:y" name="2"/></r>') == ["1", "2"]
    assert names(b'\xef\xbb\xbf \n<?xml version="1.0" encoding="utf-8"?><r><a name="1"/></r>') == ["1"]
    assert names('<r><a name="é"/></r>'.encode("utf-16")) == ["é"]
    controlled = document(b'<r><a name="1\x0b2"/></r>')
    assert [element.get("name") for element in controlled.elements(("a",))] == ["1 2"]
    assert controlled.replaced == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"no xml", "this is no XML"),
        (b'<?xml version="1.0" encoding="utf-7"?><r/>', "encoding `utf-7` is not read"),
        (b"<r>\n<a>\n</b></r>", r"x\.qde:3: the XML is broken here"),
        (b"<r>\n<a name='1'/>", r"x\.qde:2: the XML is broken here"),
        (b"<r><a>\xff</a></r>", "the XML is broken here"),
        (b"<r>&boom;</r>", "the XML is broken here"),
        (b"<r>" + b"<a>" * 5000, "the XML is broken here"),
        (b"<\0r\0/\0>\0", "zero bytes"),
    ],
)
def test_broken_xml_is_told_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(NotReadable, match=message):
        names(data)
