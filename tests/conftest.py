"""What all tests share: the profiles of the property tests.

`ci` (the default) tries about a hundred examples each, the same in every run; `long` tries thousands, other ones each time.
Choose by `HYPOTHESIS_PROFILE=long` or `--hypothesis-profile=long`.
"""

import os

from hypothesis import HealthCheck, Verbosity, settings

# Whole packs are loaded within one example: how long that takes says nothing about the strategies.
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", settings.get_profile("ci"), max_examples=5_000, derandomize=False)
settings.register_profile("verbose", settings.get_profile("ci"), verbosity=Verbosity.verbose)

collect_ignore = ["cases"]
"""Data: other tests read it, and some of its cases are meant to fail. The pytest plugin would collect it."""

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
