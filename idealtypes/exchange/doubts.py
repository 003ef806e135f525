"""What makes an import stop before it writes anything: losses, empty texts, rows that may be one or two.

Each is a sentence for people that names the place, what was found, and the option with which the import goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from idealtypes.errors import Skipped
from idealtypes.exchange.account import Account
from idealtypes.exchange.project import Passage, Project
from idealtypes.model.hints import listed
from idealtypes.model.stance import signed
from idealtypes.model.text import counted

MOST_LOST = 0.05  # of the codings
MOST_EMPTY = 0.5  # of the passages
WORDS = 3  # blanks in a cell that reads like what somebody said
NAMED = 3  # reasons or passages, in one message


def doubts(project: Project, told: Account, skipped: Iterable[Skipped], file: str) -> list[str]:
    """The sentences on what stops an import; none where it may go on."""
    table = "rows" in told.held
    return [
        *project.doubts,
        *_empty(project, table, file),
        *_lost(project, told, list(skipped), file),
        *(_same(project, file) if table and not _empty(project, table, file) else ()),
        *_unexplained(told, file),
    ]


def _empty(project: Project, table: bool, file: str) -> list[str]:
    """Texts that come out empty: a column that was not known, or texts that the file keeps elsewhere.

    A project that holds no texts at all says so source by source, and its passages keep their places; in a table with
    a row a source nothing was to be quoted, unless a column that was not read holds sentences.
    """
    coded = {coding.passage for coding in project.codings}
    own = [one for one in project.passages if one.id in coded]
    blank = [one for one in own if not one.text.strip() and (table or not one.locator)]
    headings = list(dict.fromkeys(name for one in blank for name in one.attributes))
    wordy = [
        name
        for name in headings
        if 2 * sum(_sentence(one.attributes.get(name, "")) for one in blank) > len(blank)
    ]
    alone = not project.joined.get("passages") and len({one.source for one in own}) == len(own) == len(blank)
    if len(blank) <= MOST_EMPTY * len(own) or (alone and not wordy):
        return []
    more = f" (not read as anything: {listed(wordy or headings)})" if headings else ""
    option = "name the column of texts with `column` text=HEADING" if table else "look at the file"
    return [
        f"{file}: {len(blank):,} of {len(own):,} statements would have no text{more}: {option}, or go on without texts "
        "with `accept_loss`"
    ]


def _sentence(cell: str) -> bool:
    return cell.count(" ") >= WORDS


def _lost(project: Project, told: Account, skipped: Sequence[Skipped], file: str) -> list[str]:
    """Codings that were understood and have nowhere to go, where they are more than a few."""
    lost = [one for one in skipped if one.codings and one.fate == "lost"]
    number = sum(one.codings for one in lost)
    held = told.held.get("codings", number + len(project.codings))
    if number <= MOST_LOST * held:
        return []
    whys: dict[str, int] = defaultdict(int)
    for one in lost:
        whys[one.why] += one.codings
    most = sorted(whys.items(), key=lambda why: -why[1])
    some = "; ".join(f"{count:,}: {why}" for why, count in most[:NAMED])
    rest = f"; and {len(most) - NAMED:,} more reasons" if len(most) > NAMED else ""
    return [
        f"{file}: {number:,} of {held:,} codings would be lost ({some}{rest}), the first at {lost[0].where}: mend the "
        "file, or go on without them with `accept_loss`"
    ]


def _same(project: Project, file: str) -> Iterator[str]:
    """Rows of one source with one text that were read as several passages."""
    put = defaultdict(set)
    for coding in project.codings:
        put[coding.passage].add((signed(coding.code, coding.against), coding.coder))
    groups: dict[tuple[object, ...], list[Passage]] = defaultdict(list)
    ours = {} if project.carried is None else project.carried.ids.get("statements", {})  # each is a statement
    for one in project.passages:
        if one.id in put and one.id not in ours and one.text.strip():
            groups[one.source, one.text.strip(), one.locator, one.start, one.end].append(one)
    several = [group for group in groups.values() if len(group) > 1]
    again = [group for group in several if _shares(put[one.id] for one in group)]
    apart = [group for group in several if not _shares(put[one.id] for one in group)]
    if again:
        names = {one.id: one.name for one in project.sources}
        other = _differing(again)
        by = f" They differ in {listed(other)}." if other else ""
        yield (
            f"{file}: {counted(sum(map(len, again)), 'row')} share source, text and code with another, as "
            f"{_quoted(again)} in `{names.get(again[0][0].source, '')}` does.{by} Two coders, or words that were said "
            "twice? Name who coded with `column` coder=HEADING; with `accept_loss` each row is a statement"
        )
    if apart:
        yield (
            f"{file}: {counted(sum(map(len, apart)), 'row')} share source and text with another and have another id, "
            f"as {_quoted(apart)} does: one passage with several codes, or several? Without ids, `column` id=-, they "
            "are one; with `accept_loss` each id is a statement"
        )


def _quoted(groups: Sequence[Sequence[Passage]]) -> str:
    return f"“{groups[0][0].text.strip()[:40]}”"


def _shares(sets: Iterable[set[tuple[str, str]]]) -> bool:
    seen: set[tuple[str, str]] = set()
    for put in sets:
        if not seen.isdisjoint(put):
            return True
        seen |= put
    return False


def _differing(groups: Sequence[Sequence[Passage]]) -> list[str]:
    """The columns of nobody's in which the rows of every group differ: one of them may say who coded."""
    common = [
        name
        for name in groups[0][0].attributes
        if all(len({one.attributes.get(name) for one in group}) == len(group) for group in groups)
    ]
    return common[:NAMED]


def _unexplained(told: Account, file: str) -> Iterator[str]:
    """What the counter saw and nobody told of: then something was read wrongly, by us or by the counter."""
    for kind, rest in told.unexplained.items():
        said = f"{told.kept[kind]:,} kept, {told.joined[kind]:,} joined, {told.left_out[kind]:,} left out"
        yield (
            f"{file}: the account does not add up: the file holds {told.held[kind]:,} {kind}, and {said}: "
            f"{abs(rest):,} are {'not accounted for' if rest > 0 else 'too many'}. Please report this; with "
            "`accept_loss` the import goes on"
        )
