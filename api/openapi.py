"""What does /openapi.json say beyond the routes? The problems that every operation may answer."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE, TITLES, Problem

_REF = "#/components/schemas/{model}"
_ALWAYS = (422, 500)
_SECURED = (401, 403, 404, 409)
_OPEN = (404,)
_LOGIN = (401, 429)
_WITH_BODY = (400, 413)


def describe(app: FastAPI) -> None:
    """Make the document carry the problem document for every status that may come."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        description="金额为 {fen, yuan, wan}：整数分和不作四舍五入的文字。"
        "出错时返回 application/problem+json，说明用中文，代码用英文。",
        routes=app.routes,
    )
    schemas: dict[str, Any] = made["components"]["schemas"]
    described = Problem.model_json_schema(ref_template=_REF)
    schemas.update(described.pop("$defs", {}))
    schemas["Problem"] = described
    for path, operations in made["paths"].items():
        for operation in operations.values():
            secured = bool(operation.get("security"))
            statuses = set(_ALWAYS) | set(_SECURED if secured else _OPEN)
            if "requestBody" in operation:
                statuses |= set(_WITH_BODY)
            if path == "/api/public/objections":
                statuses.add(429)
            if path.startswith("/api/token"):
                statuses |= set(_LOGIN)
            for status in sorted(statuses):
                operation["responses"][str(status)] = {
                    "description": TITLES[status],
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return made
