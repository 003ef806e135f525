"""The network of codes: communities, a layout that holds still, and files for other programs.

*Layout.* Across, a code stands at its position between the poles. Down, the codes start as a list in the scheme's
order, one a line, and meetings draw them together: y minimises Σ w_ij (y_i − y_j)² + Σ (y_i − y⁰_i)², w how often two
codes meet and y⁰ the list. That is strictly convex: there is one answer, found without chance, and it moves little when
the data do. Then codes left of the middle, and those from the middle on, are set at least a line apart among
themselves, moved as little as that allows (least squares): labels that are written outwards never collide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from idealtypes.analyses.tension.chance import UNLIKELY, adjusted
from idealtypes.analyses.tension.meetings import CodeInUse, Meeting

if TYPE_CHECKING:
    import networkx as nx


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
GEXF = "http://www.gexf.net/1.2draft"
# XML has no place for these.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, eq=False)
class Network:
    """Codes as nodes, meetings as edges; frozen."""

    codes: Sequence[CodeInUse]
    meetings: Sequence[Meeting]
    seed: int

    @cached_property
    def graph(self) -> nx.Graph:
        """A networkx Graph.

        Nodes have `label`, `n`, `position`, `aspect`, `pole` (if any), `x`, `y` and `community` (if any); edges
        `observed`, `expected`, `p`, `opposed`, and with it `across` and `adjusted`.
        """
        import networkx as nx

        graph = nx.Graph()
        member = {code: n for n, codes in enumerate(self.communities, 1) for code in codes}
        for code in self.codes:
            x, y = self.layout[code.code]
            told: dict[str, Any] = {
                "label": CONTROL.sub("", code.title),
                "n": code.n,
                "position": code.position,
                "aspect": code.aspect,
                "pole": code.pole,
                "x": x,
                "y": y,
                "community": member.get(code.code),
            }
            graph.add_node(code.code, **{k: v for k, v in told.items() if v is not None})
        for m in self.meetings:
            told = {
                "observed": m.observed,
                "expected": m.expected,
                "p": m.p,
                "opposed": m.opposed is not None,
            }
            if m.opposed is not None:
                told |= {"across": m.opposed.across, "adjusted": m.adjusted}
            graph.add_edge(m.a, m.b, **told)
        return graph

    @cached_property
    def communities(self) -> tuple[tuple[str, ...], ...]:
        """Groups of codes that meet one another beyond chance, the largest first; codes alone are in none.

        Only pairs that meet more often than by chance tie codes, opposed or not: those whose p, adjusted among all
        pairs of codes in use, is at most .05. So codes put at random make no group, but once in twenty studies. By
        modularity over the surplus of these pairs (Blondel et al. 2008, "Fast unfolding of communities in large
        networks", Journal of Statistical Mechanics P10008), with the study's seed.
        """
        size = len(self.codes)
        p = adjusted([m.p for m in self.meetings], size * (size - 1) // 2)
        tied = [m for m, q in zip(self.meetings, p.tolist(), strict=True) if q <= UNLIKELY]
        if not tied:
            return ()
        import networkx as nx

        # Numbers instead of names: the order of sets of names differs from run to run.
        number = {code.code: n for n, code in enumerate(self.codes)}
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.codes)))
        graph.add_weighted_edges_from((number[m.a], number[m.b], m.observed - m.expected) for m in tied)
        found = nx.community.louvain_communities(graph, weight="weight", seed=self.seed)
        groups = sorted((sorted(group) for group in found if len(group) > 1), key=lambda g: (-len(g), g))
        return tuple(tuple(self.codes[n].code for n in group) for group in groups)

    @cached_property
    def layout(self) -> dict[str, tuple[float, float]]:
        """Code → (x, y): x in [−1, 1]; y in lines, the first at about 0 and the others below it."""
        if not self.codes:
            return {}
        from scipy.optimize import isotonic_regression

        number = {code.code: n for n, code in enumerate(self.codes)}
        start = np.arange(len(self.codes), dtype=float)
        pull = np.eye(len(self.codes))
        for m in self.meetings:
            i, j = number[m.a], number[m.b]
            pull[[i, j], [i, j]] += m.observed
            pull[[i, j], [j, i]] -= m.observed
        y = np.linalg.solve(pull, start)
        left = [n for n, code in enumerate(self.codes) if code.position < 0]
        right = [n for n, code in enumerate(self.codes) if code.position >= 0]
        for side in filter(None, (left, right)):
            order = np.array(sorted(side, key=lambda n: (round(float(y[n]), 9), n)))
            lines = np.arange(len(order))
            y[order] = isotonic_regression(y[order] - lines).x + lines
        return {code.code: (code.position, -float(round(y[n], 9))) for n, code in enumerate(self.codes)}

    def to_graphml(self) -> str:
        """GraphML, which Gephi, Cytoscape and yEd read."""
        import networkx as nx

        return DECLARATION + "\n".join(nx.generate_graphml(self._for_files(), named_key_ids=True)) + "\n"

    def to_gexf(self) -> str:
        """GEXF 1.2, Gephi's own format, with the layout as positions; without the date that Gephi would show."""
        from xml.etree import ElementTree

        import networkx as nx

        graph = self._for_files()
        for name, node in graph.nodes(data=True):
            x, y = self.layout[name]
            node["viz"] = {"position": {"x": 100 * x, "y": 20 * y, "z": 0.0}}
        root = ElementTree.fromstring("\n".join(nx.generate_gexf(graph, version="1.2draft")))
        for meta in root.findall(f"{{{GEXF}}}meta"):
            root.remove(meta)
        ElementTree.register_namespace("", GEXF)
        ElementTree.register_namespace("viz", f"{GEXF}/viz")
        return DECLARATION + ElementTree.tostring(root, encoding="unicode") + "\n"

    def _for_files(self) -> nx.Graph:
        """The graph with how often codes meet as weights, and 0 or 1 for what is true or false."""
        graph = self.graph.copy()
        for _, _, edge in graph.edges(data=True):
            edge |= {name: int(value) for name, value in edge.items() if isinstance(value, bool)}
            edge["weight"] = edge["observed"]
        return graph
