"""docs/operations.md names every environment variable with the default that settings give."""

import re

import pytest

from tests.house.variables import ROOT, Variable, variables

TEXT = (ROOT / "docs" / "operations.md").read_text()
ROWS = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", TEXT, re.MULTILINE))


@pytest.mark.parametrize("variable", variables(), ids=lambda variable: variable.name)
def test_the_variable_is_documented_with_its_default(variable: Variable) -> None:
    stated = ROWS[variable.name]
    if variable.default not in (None, ""):
        assert stated == f"`{variable.default}`"


def test_no_variable_is_documented_that_settings_do_not_read() -> None:
    assert set(ROWS) == {variable.name for variable in variables()}
