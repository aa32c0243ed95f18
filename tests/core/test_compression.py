"""Pages are compressed, files that are compressed already are not."""

import gzip

from django.test import Client

from tests.city import FixtureCity, as_user

ASKED = {"Accept-Encoding": "gzip"}


def test_a_page_is_gzipped_for_a_browser_that_reads_it(client: Client, db: None) -> None:
    plain = client.get("/accounts/login/")
    packed = client.get("/accounts/login/", headers=ASKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)


def test_a_workbook_is_left_as_it_is(city: FixtureCity) -> None:
    answer = as_user(city.office).get("/projects/?export=xlsx", headers=ASKED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
