"""docker-compose.yml and the Dockerfile, parsed against the settings and the code they start.

No container engine is at hand where these tests run: they hold what can be held by reading.
"""

import re
from typing import Any

import pytest
import yaml

from scripts import healthcheck
from tests.house.variables import ROOT, variables
from tests.servers import POSTGRES_OPTIONS

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PORTAL = {name for name, service in SERVICES.items() if "build" in service}
ONE_OFF = {"prepare"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_services_are_those_of_the_contract() -> None:
    assert set(SERVICES) == {"database", "queue", "prepare", "web", "worker", "beat"}
    assert {"prepare", "web", "worker", "beat"} == PORTAL


@pytest.mark.parametrize("name", sorted(PORTAL))
def test_every_variable_that_settings_read_reaches_the_service(name: str) -> None:
    given = set(SERVICES[name]["environment"])
    assert {variable.name for variable in variables()} <= given


def test_no_variable_is_given_that_settings_do_not_read() -> None:
    read = {variable.name for variable in variables()}
    assert set(SERVICES["web"]["environment"]) <= read


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "POSTGRES_PASSWORD"])
def test_compose_refuses_to_start_without(name: str) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    uses = re.findall(rf"\$\{{{name}[^}}]*\}}", text)
    assert uses
    assert all(use.startswith(f"${{{name}:?") for use in uses)


def test_no_secret_is_written_down() -> None:
    environment = SERVICES["web"]["environment"]
    assert environment["DEBUG"] == "0"
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("KEY|PASSWORD|SECRET", name) and value is not None:
                assert value.startswith("${") or name.startswith("PASSWORD_")


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_OFF))
def test_every_lasting_service_has_a_health_check_and_restarts(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_health_check_that_is_called_exists(name: str) -> None:
    command = SERVICES[name]["healthcheck"]["test"]
    assert command[1:] == ["python", "-m", "scripts.healthcheck", name]
    assert name in healthcheck.CHECKS


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_it_starts_only_after_tables_database_and_queue(name: str) -> None:
    conditions = {on: how["condition"] for on, how in SERVICES[name]["depends_on"].items()}
    assert conditions == {
        "prepare": "service_completed_successfully",
        "database": "service_healthy",
        "queue": "service_healthy",
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root_or_gains_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in {"root", "0"}
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["cap_drop"] == ["ALL"]


def test_images_are_pinned_to_a_major_version() -> None:
    assert SERVICES["database"]["image"] == "postgres:16"
    assert SERVICES["queue"]["image"] == "redis:7"
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases
    assert all(re.fullmatch(r"[a-z]+:\d[\w.-]*", base) for base in bases)


def test_the_database_plans_its_queries_as_the_one_of_the_tests_does() -> None:
    command = SERVICES["database"]["command"]
    given = dict(one.split("=") for one in command if "=" in one)
    assert given == {name: POSTGRES_OPTIONS[name] for name in ("jit", "random_page_cost")}


def test_the_image_runs_as_the_user_that_compose_names() -> None:
    user = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)[-1]
    assert {SERVICES[name]["user"] for name in PORTAL} == {user}


def test_database_and_queue_are_reached_from_inside_alone() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("database", "queue", "worker", "beat"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_data_outlives_the_containers() -> None:
    mounted = {
        volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]
    }
    assert {"static", "media", "pgdata", "queue"} <= mounted
    assert set(COMPOSE["volumes"]) == {"static", "media", "pgdata", "queue"}


def test_files_are_kept_where_the_volumes_are() -> None:
    service = SERVICES["web"]
    places = [volume.split(":")[1] for volume in service["volumes"] if "$" not in volume]
    assert service["environment"]["STATIC_ROOT"] in places
    assert service["environment"]["MEDIA_ROOT"] in places


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert source == "." or (ROOT / source).exists(), source
            assert source not in ignored
    assert {".env", ".git", ".venv", "var"} <= set(ignored)


def test_the_sample_of_the_env_file_names_what_compose_demands() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    sample = (ROOT / ".env.example").read_text()
    assert demanded == set(re.findall(r"^(\w+)=$", sample, re.MULTILINE))
