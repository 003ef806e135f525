"""What a view and a weighting are called in the tables of commands: English, for the catalogue to put otherwise."""

VIEWS = {
    "all": "all that is said",
    "is": "how it is said to be",
    "ought": "how it is said it ought to be",
    "expected": "how it is expected to be",
    "would": "how it is said it would be after a change",
    "useful": "what is claimed to be useful",
}
WEIGHTS = {
    "statement": "every statement counts one",
    "coding": "every coding counts its intensity",
    "source": "every source counts one",
}


def level(value: float) -> str:
    """What was chosen, a level or a threshold, as a percentage.

    >>> level(0.95), level(0.995)
    ('95 %', '99.5 %')
    """
    return f"{100 * value:g} %"
