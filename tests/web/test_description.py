"""Protects what the room tells programs: every operation of the description answers as it says, whatever is sent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from onrecord.web.app import make_inside
from onrecord.web.door import Door
from onrecord.web.settings import Settings

HOME = "http://127.0.0.1:8400"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12
"""Requests made up for each operation."""


@pytest.fixture(scope="module")
def inside(sample_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    path = Path(shutil.copy(sample_ledger, tmp_path_factory.mktemp("described") / "own.db"))
    return make_inside(Settings(ledger=path, author="Ida"))


@pytest.fixture(scope="module")
def talking(inside: Litestar) -> Iterator[TestClient[Any]]:
    with TestClient(Door(inside, inside.state.settings), base_url=HOME) as client:
        yield client


@pytest.fixture(scope="module")
def described(talking: TestClient[Any]) -> Any:
    return schemathesis.openapi.from_dict(talking.get("/openapi.json").json())


def test_every_operation_is_described(talking: TestClient[Any], inside: Litestar) -> None:
    paths = talking.get("/openapi.json").json()["paths"]
    routes = {re.sub(r":\w+}", "}", route.path) for route in inside.routes}
    left_out = {path for path in routes if path.startswith(("/static/", "/openapi.json"))}
    assert routes - left_out == set(paths)
    assert len(paths) > 25


def test_every_operation_answers_as_it_says(talking: TestClient[Any], described: Any) -> None:
    token = str(talking.get("/form-token").json()["token"])
    asked: list[str] = []
    wrong: list[str] = []

    def ask(case: Any) -> None:
        prepared: Any = requests.Request(**case.as_transport_kwargs(base_url=HOME)).prepare()
        headers = {**prepared.headers, "x-csrftoken": token}
        answer = talking.request(
            prepared.method, prepared.url, content=prepared.body, headers=headers, follow_redirects=False
        )
        asked.append(f"{case.method} {answer.status_code}")
        case.validate_response(answer, checks=CHECKS)

    for operation in described.get_all_operations():
        how = settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        try:
            how(given(case=operation.ok().as_strategy())(ask))()
        except FailureGroup as group:
            wrong += [f"{operation.ok().label}: {one}" for one in group.exceptions]
    assert not wrong
    assert len(asked) > 200
    assert {"GET 200", "GET 404", "POST 422"} <= set(asked)
