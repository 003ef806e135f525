"""What a methods section can say from a study's data: one short sentence a matter, empty where the data tell nothing.

The sentences' words are in `reports/words/`, their order in `reports/methods/`; checklists name them as `facts.x`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from idealtypes.analyses.agreement.agreement import Agreement, agreement
from idealtypes.analyses.condense.condensed import condensed
from idealtypes.analyses.saturation.saturation import Saturation, saturation
from idealtypes.analyses.tabulate.sample_description import sample_variables
from idealtypes.engine.coded import rating_codings, statements_against
from idealtypes.engine.profile import Profile
from idealtypes.engine.views import study_profile
from idealtypes.files.versions import kept_names
from idealtypes.model import VERSION
from idealtypes.model.scheme import Code
from idealtypes.model.study import StudyData
from idealtypes.reporting.wording.names import aspect_titles, pole_titles
from idealtypes.reporting.wording.words import Words, inside

KINDS = ("interview", "focus_group", "document", "rater", "reported")


@dataclass(frozen=True, eq=False)
class MethodsFacts:
    """A study, and how it was made, in the words of one language."""

    study: StudyData
    words: Words

    def _say(self, key: str, **values: object) -> str:
        return self.words.say(f"methods.{key}", **values)

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def title(self) -> str:
        return self.study.title.say(self.language)

    @cached_property
    def quoted(self) -> StudyData:
        """The study as analyses without bounds take it."""
        extent = self.study.settings.reported == "extent"
        return self.study.with_settings(reported="exclude") if extent else self.study

    @cached_property
    def profile(self) -> Profile:
        return study_profile(self.quoted)

    @cached_property
    def agreed(self) -> Agreement:
        return agreement(self.quoted)

    @cached_property
    def saturated(self) -> Saturation:
        return saturation(self.quoted)

    # Material and sample

    @property
    def material(self) -> str:
        """How many sources of which kind, with how many statements, on how many cases."""
        kinds = self.study.sources["kind"].fill_null("").to_list()
        named = [k for k in KINDS if k in kinds and k != "reported"]
        others = sorted({k for k in kinds if k and k not in KINDS})
        parts = [self._say(f"kinds.{k}", n=kinds.count(k)) for k in named]
        parts += [f"{kinds.count(k)} {k}" for k in others]
        unnamed = kinds.count("")
        parts += [self._say("kinds.source", n=unnamed)] if unnamed else []
        told = self.study.statements.filter(pl.col("kind").fill_null("") != "reported").height
        cases = self.study.cases.height
        return self._say(
            "material" if cases == 1 else "material_cases",
            sources=self.words.listed(parts),
            statements=self._say("statements", n=told),
            cases=self._say("cases", n=cases),
        )

    @property
    def sampling(self) -> str:
        """What was sampled, and whether statements are quotations that somebody chose."""
        unit = self.study.settings.unit
        said = [self._say(f"unit.{unit}")]
        if self.study.sampling == "quoted":
            said.append(self._say("quoted"))
        return " ".join(said)

    @property
    def sample(self) -> str:
        """Who took part, as `sample` of the study says."""
        told = [v for v in sample_variables(self.study, self.language) if v.whose == "participants"]
        numbered = [v for v in told if any(x.n is not None for x in v.values)]
        if not numbered:
            return ""
        of = next((v.of for v in numbered if v.of is not None), None)
        parts = []
        for variable in numbered:
            values = [
                self._say("share", value=x.value, n=x.n, percent=self.words.percent((x.percent or 0) / 100))
                for x in variable.values
                if x.n
            ]
            parts.append(f"{inside(variable.title)} {', '.join(values)}")
        return self._say("sample", of="" if of is None else self.words.whole(of), variables="; ".join(parts))

    @property
    def reported(self) -> str:
        """What was done with what is reported in others' words."""
        n = self.study.statements.filter(pl.col("kind").fill_null("") == "reported").height
        return self._say(f"reported.{self.study.settings.reported}", n=n) if n else ""

    @property
    def interviewed(self) -> bool:
        """Whether people were met: not where documents alone were read, and reports of others."""
        kinds = set(self.study.sources["kind"].fill_null("").to_list())
        return bool(kinds - {"document", "rater", "reported"})

    # Coding

    @property
    def codes(self) -> tuple[Code, ...]:
        return self.study.scheme.codes

    @property
    def codebook(self) -> str:
        scheme = self.study.scheme
        used = {code.lstrip("!") for code in self.study.codings["code"].unique().to_list()}
        return self._say(
            "codebook",
            title=scheme.title.say(self.language),
            version=scheme.version,
            n=len(scheme.codes),
            used=sum(code.id in used for code in scheme.codes),
            defined=sum(code.definition is not None for code in scheme.codes),
        )

    @property
    def theory(self) -> str:
        theory = self.study.scheme.theory
        sources = "; ".join(source.rstrip(".") for source in theory.sources)
        return self._say(
            "theory" if sources else "theory_bare", title=theory.title.say(self.language), sources=sources
        )

    @property
    def versions(self) -> str:
        """Former versions of the codebook beside the study, and the decisions that are logged."""
        root = self.study.root
        former = () if root is None else kept_names(root)
        said = [self._say("versions", n=len(former))] if former else []
        said += [self._say("decisions", n=len(self.study.decisions))] if self.study.decisions else []
        return " ".join(said)

    @cached_property
    def _who(self) -> list[str]:
        ratings = set(rating_codings(self.study)["statement"].to_list())
        rows = self.study.readings.filter(~pl.col("statement").is_in(list(ratings)))
        return sorted({coder for coder in rows["coder"].to_list() if coder})

    @property
    def coders(self) -> str:
        """How many coded, and what they are where the table of coders says it."""
        if self.study.settings.unit == "rater":
            raters = sorted({r for r in rating_codings(self.study)["coder"].to_list() if r})
            return self._say("raters", n=len(raters)) if raters else ""
        kinds = {name: coder.kind for name, coder in self.study.coders.items()}
        people = [c for c in self._who if kinds.get(c, "human") == "human"]
        models = [c for c in self._who if kinds.get(c) == "model"]
        said = [self._say("coders" if not kinds else "people", n=len(people))] if people else []
        if models:
            counted = self.study.settings.models == "include"
            said.append(self._say("models_in" if counted else "models_out", n=len(models)))
        return " ".join(said)

    @property
    def agreement(self) -> str:
        """How far they agree, by our default coefficient; empty with one coder."""
        found = self.agreed.overall
        if found.value is None or found.interval is None:
            return ""
        low, high = found.interval
        return self._say(
            "agreement",
            value=self.words.number(found.value),
            interval=self.words.range(low, high),
            level=self.words.level(self.study.settings.level),
            n=found.units,
        )

    @property
    def consensus(self) -> str:
        kinds = {name for name, coder in self.study.coders.items() if coder.kind == "consensus"}
        settled = self.study.readings.filter(pl.col("coder").is_in(sorted(kinds)))["statement"].n_unique()
        return self._say("consensus", n=settled) if settled else ""

    @property
    def stance(self) -> str:
        n = statements_against(self.quoted)
        return self._say(f"stance.{self.study.settings.against}", n=n) if n else ""

    @property
    def against(self) -> str:
        """That contrary cases are coded as such."""
        return self.stance

    # From codes to positions

    @property
    def placement(self) -> str:
        scheme = self.study.scheme
        placed = sum(bool(scheme.placements.get(code.id)) for code in scheme.codes)
        if not placed:
            return self._say("placed_ratings", aspects=self._aspects)
        off = sum(code.place is not None and not code.place for code in scheme.codes)
        return self._say(
            "placed", n=placed, off=off, unplaced=len(scheme.codes) - placed - off, aspects=self._aspects
        )

    @property
    def _aspects(self) -> str:
        poles = pole_titles(self.study.scheme, self.language)
        names = aspect_titles(self.study.scheme, self.language)
        parts = []
        for name, ends in zip(names, poles, strict=True):
            few = " – ".join(ends) if len(ends) == 2 else self._say("poles", n=len(ends))
            parts.append(f"{inside(name)} ({few})")
        return self.words.listed(parts)

    @property
    def rationale(self) -> str:
        """How many placements say why; a missing rationale is told with the codes."""
        placed = [code for code in self.codes if code.place]
        if not placed:
            return ""
        without = [code.title.say(self.language) for code in placed if code.rationale is None]
        if not without:
            return self._say("rationale_all")
        shown = without[:5] + ([f"… ({len(without)})"] if len(without) > 5 else [])
        return self._say("rationale_some", n=len(without), of=len(placed), codes="; ".join(shown))

    @property
    def doubt_of_places(self) -> str:
        doubt = self.study.settings.placement_doubt
        if not self.codes or self.study.settings.unit == "rater" or not (doubt.common or doubt.code):
            return ""
        placers = self.study.scheme.placers
        names = {placed.placer for placed in placers}
        common, code = self.words.number(doubt.common), self.words.number(doubt.code)
        if len(names) > 1:
            return self._say("placers", n=len(names), common=common, code=code)
        return self._say("placement_doubt", common=common, code=code)

    @property
    def types(self) -> str:
        types = self.study.scheme.ideal_types
        if not types:
            return ""
        titles = self.words.listed([t.title.say(self.language) for t in types])
        settings = self.study.settings
        return self._say(
            f"types.{settings.connective_name}",
            titles=titles,
            assigned=self.words.percent(settings.assigned),
        )

    @property
    def questions(self) -> str:
        """The question of each aspect, where the scheme asks one."""
        asked = [a.question.say(self.language) for a in self.study.scheme.aspects if a.question is not None]
        return " ".join(asked)

    # Analysis

    @property
    def condensates(self) -> str:
        if not self.study.condensates:
            return ""
        found = condensed(self.quoted)
        written = sum(one.condensate.text is not None for one in found.accounts)
        return self._say("condensates", n=written, groups=len(found.groups), left=len(found.unaccounted))

    @property
    def balance(self) -> str:
        two, more = (sum(flag) for flag in (self.profile.bipolar, [not b for b in self.profile.bipolar]))
        return self._say("balance_two" if not more else "balance_more" if not two else "balance_both")

    @property
    def weighting(self) -> str:
        settings = self.study.settings
        if settings.unit == "rater":
            return self._say("pooled.pooled" if self.profile.pooled else "pooled.separate")
        said = [self._say(f"weighting.{settings.weighting}")]
        if settings.repeats == "once_per_source":
            said.append(self._say("repeats"))
        return " ".join(said)

    @property
    def intervals(self) -> str:
        settings = self.study.settings
        if settings.unit == "none":
            return self._say("no_intervals")
        key = "intervals_raters" if settings.unit == "rater" else "intervals"
        return self._say(key, level=self.words.level(settings.level), draws=self.words.whole(settings.draws))

    @property
    def doubts(self) -> str:
        """Which doubts are in the whole interval."""
        states = self.profile.doubt.states
        if self.study.settings.unit == "none":
            return ""
        named = [self._say(f"doubt.{name}") for name, state in states.items() if state == "in"]
        absent = [self._say(f"doubt.{name}") for name, state in states.items() if state == "not_estimable"]
        said = [self._say("doubts", doubts=self.words.listed(named))] if named else []
        said += [self._say("doubts_absent", doubts=self.words.listed(absent))] if absent else []
        return " ".join(said)

    @property
    def quoting(self) -> str:
        return self._say("selective") if self.study.sampling == "quoted" else ""

    @property
    def conclusions(self) -> str:
        n = len(self.study.conclusions)
        return self._say("conclusions", n=n) if n else ""

    @property
    def evidence(self) -> str:
        located = self.study.statements.filter(pl.col("locator").is_not_null()).height
        n = self.study.statements.height
        return self._say("evidence", n=n, located=located) if n else ""

    @property
    def saturation(self) -> str:
        found, stop = self.saturated, self.saturated.stopping
        if found.codes is None or stop is None or stop.why is not None:
            return ""
        sources = len(found.sources)
        values = {
            "base": stop.base,
            "run": stop.run,
            "limit": self.words.percent(stop.threshold),
            "sources": sources,
        }
        if stop.reached is None:
            return self._say("not_saturated", last=self.words.percent(stop.ratios[-1]), **values)
        return self._say("saturated", reached=stop.reached, **values)

    @property
    def no_saturation(self) -> str:
        """Why saturation is no question."""
        return self._say("no_saturation")

    @property
    def next_interview(self) -> str:
        """Which interval one more source would narrow most; of a study with one case alone."""
        most = self.saturated.helps_most
        if not most or len(self.profile.cases) > 1:
            return ""
        first = most[0]
        at = self.profile.aspects.index(first.aspect)
        return self._say(
            "next",
            aspect=inside(aspect_titles(self.study.scheme, self.language)[at]),
            narrower=self.words.percent(first.narrowing),
        )

    # Software

    @property
    def software(self) -> str:
        return self._say("software", version=VERSION, seed=self.study.settings.seed)

    @property
    def reproduce(self) -> str:
        n = len(self.study.inputs)
        return self._say("reproduce", n=n) if n else ""
