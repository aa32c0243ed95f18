"""The clock moved for a block of code."""

from datetime import date

import pytest

from core import clock


def test_the_date_is_moved_within_the_block_alone(settings):
    settings.PORTAL_DATE = date(2023, 7, 31)
    with clock.at(date(2023, 5, 8)):
        assert clock.today() == date(2023, 5, 8)
        assert clock.now().date() == date(2023, 5, 8)
    assert clock.today() == date(2023, 7, 31)


def test_the_date_comes_back_after_an_error(settings):
    settings.PORTAL_DATE = None
    with pytest.raises(KeyError), clock.at(date(2023, 5, 8)):
        raise KeyError
    assert clock.pinned() is None
