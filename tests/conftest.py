"""What holds for all tests: how often properties are tried; none is timed."""

from hypothesis import settings

from .examples import PROFILE

settings.register_profile("idealtypes", PROFILE)
settings.load_profile("idealtypes")
