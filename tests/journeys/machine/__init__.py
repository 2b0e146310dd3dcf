"""A small world moved at random, beside the rules written a second time: see the test module that runs it."""

import pytest

_MODULES = ("portal", "reading", "consenting", "owning", "hurrying", "writing", "changing", "timing")
pytest.register_assert_rewrite(*(f"{__name__}.{name}" for name in _MODULES))
