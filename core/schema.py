"""How the OpenAPI document is made out of the views: parameters of lists, refusals of everything."""

from typing import Any, Final

import django_filters as filters
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiSerializerFieldExtension

WORDS: Final = {
    "400": "不能办理：detail 或栏目名下是与页面相同的提示",
    "401": "没有登录，或令牌无效、过期、账号停用或锁定",
    "403": "没有这项权限",
    "404": "没有这条记录，或不在管辖范围内",
    "409": "他人已先修改：附对方的值，由你决定",
    "429": "请求过于频繁，按 Retry-After 稍后再试",
}
CHANGES: Final = {"post", "put", "patch"}


def reads_integers(one: Any) -> bool:
    """Tell whether a filter turns its text into an integer."""
    coerce = one.extra.get("coerce")
    return coerce is int or getattr(coerce, "__annotations__", {}).get("return") is int


class ListFiltersExtension(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Read parameters off the filters themselves: labels in words, choices that are limits."""

    target_class = "core.rest.ListFilters"
    priority = 1

    def resolve_filter_field(
        self, auto_schema: Any, model: Any, filterset_class: Any, field_name: str, filter_field: Any
    ) -> list[dict[str, Any]]:
        schema: dict[str, Any] = {"type": "string"}
        if isinstance(filter_field, filters.DateFilter):
            schema["format"] = "date"
        elif isinstance(filter_field, filters.ChoiceFilter | filters.TypedChoiceFilter):
            choices = filter_field.extra.get("choices", ())
            values = [] if callable(choices) else [value for value, _ in choices if value != ""]
            if values:  # what the office keeps in a table is not part of the schema
                schema["enum"] = values
        elif isinstance(filter_field, filters.NumberFilter):
            schema["type"] = "number"
        elif reads_integers(filter_field):
            schema["type"] = "integer"
        words = str(filter_field.label or field_name)
        return [{"name": field_name, "in": "query", "description": words, "schema": schema}]


class CodeFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "core.api.CodeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[1-9][0-9]{11}$"}


def document_refusals(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add to every operation the refusals that any of them may answer with."""
    schemas = result["components"].setdefault("schemas", {})
    schemas["Refusal"] = {
        "type": "object",
        "properties": {"detail": {"type": "string", "description": "给使用者看的话"}},
        "additionalProperties": {},
        "description": "没有 detail 时，每个键是一个栏目，值是它的提示。",
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            codes = {"401", "403", "429"}
            codes |= {"400"} if method in CHANGES or operation.get("parameters") else set()
            codes |= {"404"} if "{" in path or "page" in str(operation.get("parameters")) else set()
            codes |= {"409"} if method in CHANGES else set()
            for code in sorted(codes):
                answer = {"description": WORDS[code], "content": content}
                operation["responses"].setdefault(code, answer)
    return result
