"""The environment variables that settings read, found in their source."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "renovation" / "settings.py"


@dataclass(frozen=True)
class Variable:
    """Default is the literal that settings give, or None where it is computed or absent."""

    name: str
    default: str | int | None


def variables() -> list[Variable]:
    found: dict[str, str | int | None] = {}
    for node in ast.walk(ast.parse(SETTINGS.read_text())):
        if isinstance(node, ast.Call) and _reads_environment(node):
            found[ast.literal_eval(node.args[0])] = _default(node)
    return [Variable(name, default) for name, default in sorted(found.items())]


def _reads_environment(call: ast.Call) -> bool:
    function = ast.unparse(call.func)
    return function == "env" or function.startswith("env.")


def _default(call: ast.Call) -> str | int | None:
    for keyword in call.keywords:
        if keyword.arg == "default" and isinstance(keyword.value, ast.Constant):
            value = keyword.value.value
            return value if isinstance(value, str | int) else None
    return None
