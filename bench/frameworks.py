"""``python -m bench.frameworks``: one record of 50 rows as JSON, from one typed route of each web framework, in process.

Needs the rivals: ``pip install fastapi``. What it prints is quoted in docs/decisions.md.
"""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import Any

import msgspec
from fastapi import FastAPI, Response
from litestar import Litestar, get
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as PlainResponse
from starlette.routing import Route

ROUNDS, REQUESTS = 5, 1000


class Row(msgspec.Struct):
    """One row."""

    words: str
    number: int
    names: list[str]


class Rows(msgspec.Struct):
    """Fifty of them."""

    rows: list[Row]


class ModelRow(BaseModel):
    """One row, for pydantic."""

    words: str
    number: int
    names: list[str]


class ModelRows(BaseModel):
    """Fifty of them, for pydantic."""

    rows: list[ModelRow]


ROWS = Rows([Row("a statement of some length " * 4, n, ["one", "two"]) for n in range(50)])
MODEL = ModelRows.model_validate(msgspec.to_builtins(ROWS))


@get("/rows/{key:str}")
async def litestar_rows(key: FromPath[str], limit: FromQuery[int] = 20) -> Rows:
    """Answer with the record."""
    return ROWS


fastapi = FastAPI()


@fastapi.get("/rows/{key}")
async def fastapi_rows(key: str, limit: int = 20) -> ModelRows:
    """Answer with the model."""
    return MODEL


@fastapi.get("/bytes/{key}")
async def fastapi_bytes(key: str, limit: int = 20) -> Response:
    """Answer with what msgspec made."""
    return Response(msgspec.json.encode(ROWS), media_type="application/json")


async def starlette_rows(request: Request) -> PlainResponse:
    """Answer with what msgspec made; the parameters are read by hand."""
    assert request.path_params["key"]
    int(request.query_params.get("limit", 20))
    return PlainResponse(msgspec.json.encode(ROWS), media_type="application/json")


CONTENDERS: dict[str, tuple[Any, str]] = {
    "litestar": (Litestar([litestar_rows]), "/rows/k"),
    "fastapi, pydantic": (fastapi, "/rows/k"),
    "fastapi, msgspec": (fastapi, "/bytes/k"),
    "starlette, msgspec": (Starlette(routes=[Route("/rows/{key}", starlette_rows)]), "/rows/k"),
}


async def call(app: Any, path: str) -> None:
    """Send one request to ``app`` and look at the status."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "scheme": "http",
    }
    scope |= {
        "raw_path": path.encode(),
        "query_string": b"limit=5",
        "headers": [(b"host", b"x")],
        "root_path": "",
        "state": {},
    }
    scope |= {"client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200

    await app(scope, receive, send)


async def main() -> None:
    """Run all in turn and print the median microseconds of processor time for one request."""
    took: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(ROUNDS):
        for name, (app, path) in CONTENDERS.items():
            started = time.process_time()
            for _ in range(REQUESTS):
                await call(app, path)
            took[name].append((time.process_time() - started) / REQUESTS * 1e6)
    for name, values in took.items():
        print(f"{name:20} {median(values):6.0f} us")


if __name__ == "__main__":
    asyncio.run(main())
