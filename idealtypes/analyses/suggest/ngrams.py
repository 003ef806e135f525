"""Texts as n-grams: words and pairs of words, and three to five letters within words.

Letters find what a compound shares with its parts ("støttekollegaordningen", "kollegastøtte") without a dictionary of
the language. N-grams are hashed, so that no vocabulary has to be held, and those are kept that stand in two
statements or more, and not in most; the most frequent 50,000 of words and of letters each.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from idealtypes.engine.tally import Floats, Ints

BITS = {"word": 18, "char_wb": 19}  # of the hash
GRAMS = {"word": (1, 2), "char_wb": (3, 5)}
KEPT = 50_000  # n-grams of each kind
MOST = 0.5  # of the statements: an n-gram in more of them tells nothing apart
CHUNK = 5_000  # statements hashed at a time
WORD = r"(?u)\b\w\w+\b"


@dataclass(frozen=True, eq=False)
class Block:
    """The n-grams of one kind: which columns of the hash are kept, and their inverse document frequencies."""

    kind: str
    kept: Ints
    idf: NDArray[np.float32]

    @cached_property
    def columns(self) -> Ints:
        """Column of the hash → column of the block, −1 where it is not kept."""
        found = np.full(1 << BITS[self.kind], -1)
        found[self.kept] = np.arange(len(self.kept))
        return found

    def weighed(self, counts: Any) -> Any:
        """Counts of the kept n-grams as tf-idf of length one: 1 + log tf, times idf."""
        from sklearn.preprocessing import normalize

        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return normalize(counts, copy=False)

    def places(self, grams: Sequence[str]) -> Ints:
        """The column of each n-gram, −1 where it is not kept."""
        return (
            self.columns[_hashed(self.kind, ([gram] for gram in grams)).indices]
            if grams
            else np.zeros(0, int)
        )


@dataclass(frozen=True, eq=False)
class Ngrams:
    """The n-grams of texts: of words, then of letters; `matrix` is sparse, a row a text, its halves of length 1."""

    words: Block
    letters: Block
    matrix: Any

    def described(self, texts: Sequence[str]) -> Any:
        """Other texts by the n-grams of words alone, as far as these texts have them; a row a text."""
        from scipy.sparse import csr_matrix, hstack

        words = self.words.weighed(_counted("word", texts)[:, self.words.kept])
        return hstack(
            [words, csr_matrix((len(texts), len(self.letters.kept)), dtype=np.float32)], format="csr"
        )

    def spoke_for(
        self, row: int, text: str, weights: Sequence[Floats], most: int = 3
    ) -> list[tuple[str, ...]]:
        """For each of some codes, by their weights, the words and pairs of words of a text that spoke for it, those
        that did most first.

        `row` is the text's row of the matrix. What n-grams of letters contribute goes to the words that they stand in.
        """
        start, stop = self.matrix.indptr[row], self.matrix.indptr[row + 1]
        here, values = self.matrix.indices[start:stop], self.matrix.data[start:stop]
        spoken = _plain(text)
        words: dict[str, int] = {}
        columns, of, parts = [], [], []
        told = [(gram, gram) for gram in _analyser("word")(spoken)], _lettered(spoken)
        for block, pairs, first in zip(
            (self.words, self.letters), told, (0, len(self.words.kept)), strict=True
        ):
            times = Counter(gram for gram, _ in pairs)
            places = block.places([gram for gram, _ in pairs])
            for (gram, word), place in zip(pairs, places.tolist(), strict=True):
                if place >= 0 and word:
                    columns.append(first + place)
                    of.append(words.setdefault(word, len(words)))
                    parts.append(1 / times[gram])
        at = np.minimum(np.searchsorted(here, columns), max(len(here) - 1, 0))
        share = np.array(parts) * values[at] if columns else np.zeros(0)
        names = list(words)
        return [
            _first(np.bincount(of, share * one[columns], len(names)).tolist(), names, most) for one in weights
        ]


def _first(shares: Sequence[float], words: Sequence[str], most: int) -> tuple[str, ...]:
    """The words with the largest shares; a pair of words tells nothing more where one of them is told."""
    found: list[str] = []
    for k in sorted(range(len(words)), key=lambda k: (-shares[k], words[k])):
        if len(found) == most or shares[k] <= 0:
            break
        if not any(set(words[k].split()) & set(other.split()) for other in found):
            found.append(words[k])
    return tuple(found)


def ngrams_of(texts: Sequence[str]) -> Ngrams:
    """The n-grams of texts, and their weights in them."""
    from scipy.sparse import hstack

    blocks, parts = [], []
    for kind in GRAMS:
        counts = _counted(kind, texts)
        block = _kept(kind, counts)
        blocks.append(block)
        parts.append(block.weighed(counts[:, block.kept]))
        del counts
    words, letters = blocks
    matrix = hstack(parts, format="csr")
    matrix.sort_indices()
    return Ngrams(words, letters, matrix)


def _kept(kind: str, counts: Any) -> Block:
    n = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    good = np.flatnonzero((frequency >= 2) & (frequency <= max(2, MOST * n)))
    if len(good) > KEPT:
        order = np.lexsort((good, -frequency[good]))[:KEPT]
        good = np.sort(good[order])
    return Block(kind, good, (np.log((1 + n) / (1 + frequency[good])) + 1).astype(np.float32))


def _counted(kind: str, texts: Sequence[str]) -> Any:
    """How often each n-gram stands in each text: sparse, a row a text, a column a value of the hash."""
    from scipy.sparse import csr_matrix, vstack

    analysed = _analyser(kind)
    parts = [
        _hashed(kind, (analysed(_plain(text)) for text in texts[first : first + CHUNK]))
        for first in range(0, len(texts), CHUNK)
    ]
    if not parts:
        return csr_matrix((0, 1 << BITS[kind]), dtype=np.float32)
    return vstack(parts, format="csr")


def _hashed(kind: str, grams: Iterator[Any]) -> Any:
    from sklearn.feature_extraction import FeatureHasher

    hasher = FeatureHasher(1 << BITS[kind], input_type="string", alternate_sign=False, dtype=np.float32)
    return hasher.transform(grams)


@cache
def _analyser(kind: str) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(analyzer=kind, ngram_range=GRAMS[kind], token_pattern=WORD).build_analyzer()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _lettered(text: str) -> list[tuple[str, str]]:
    """The n-grams of letters of a text, each with the word that it stands in."""
    grams = _analyser("char_wb")
    return [(gram, word.strip("\"'.,;:!?()[]–—…«»“”")) for word in text.split() for gram in grams(word)]
