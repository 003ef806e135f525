"""Coefficients of agreement, their weights and variances, by name; see `idealtypes.analyses.agreement`."""

from __future__ import annotations

from typing import Literal, get_args

Chance = Literal["krippendorff", "gwet", "brennan_prediger", "fleiss", "scott", "conger", "cohen", "percent"]
COEFFICIENTS: tuple[Chance, ...] = get_args(Chance)
ValueWeights = Literal[
    "identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"
]
VALUE_WEIGHTS: tuple[ValueWeights, ...] = get_args(ValueWeights)
Variance = Literal["jackknife", "gwet"]
VARIANCES: tuple[Variance, ...] = get_args(Variance)
