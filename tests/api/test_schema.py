"""The OpenAPI document is valid, says units and choices, and its page works under the CSP."""

import re
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from tests.api.conftest import api
from tests.city import FixtureCity


@pytest.fixture(scope="module")
def document() -> Any:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_the_document_is_valid_and_made_without_a_warning(document: Any) -> None:
    assert document["openapi"].startswith("3.")
    assert len(document["paths"]) > 50
    assert not [path for path in document["paths"] if "{format}" in path]


def test_every_operation_is_summed_up_in_chinese(document: Any) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert re.search(r"[一-鿿]", operation.get("summary", "")), f"{method} {path}"


def test_units_and_choices_are_named(document: Any) -> None:
    schemas = document["components"]["schemas"]
    project = schemas["Project"]["properties"]
    assert "元" in project["total_investment"]["description"]
    assert project["total_investment"]["type"] == "string"
    assert "%" in project["percent"]["description"]
    assert schemas["EntryState"]["enum"] == ["draft", "submitted", "returned", "accepted"]
    assert schemas["ReportState"]["enum"][0] == "building"
    assert "万元" in document["info"]["description"]


def test_refusals_are_part_of_every_operation(document: Any) -> None:
    operation = document["paths"]["/api/v1/weekly-entries/cell/"]["post"]
    assert {"200", "400", "401", "403", "409", "429"} <= set(operation["responses"])


def test_lists_say_how_they_are_filtered_and_paged(document: Any) -> None:
    parameters = document["paths"]["/api/v1/projects/"]["get"]["parameters"]
    names = {one["name"] for one in parameters}
    assert {"region", "year", "as_of", "status", "page", "page_size", "ordering"} <= names
    status = next(one for one in parameters if one["name"] == "status")
    assert "在建" in status["schema"]["enum"]


def test_the_page_of_the_document_has_nothing_inline(city: FixtureCity) -> None:
    page = api(city.clerk).get("/api/docs/").content.decode()
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "http" not in re.sub(r"<!doctype[^>]*>", "", page)
