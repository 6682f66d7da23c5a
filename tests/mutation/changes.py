"""What mutmut changed: of each mutant the function, and the lines that went and came."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

NUMBERED = re.compile(r"(?P<function>.+__mutmut_)(?:orig|\d+)")


@dataclass(frozen=True)
class Change:
    """One change, named by what it does: numbers of mutants move with each line that is written above."""

    function: str
    """With its module and class."""
    lines: str
    """Those that came, without their indentation; where none came, "without" those that went."""

    def told(self) -> str:
        """Returns it for a person."""
        return f"{self.function}: {self.lines}"


def changes_of(module: str, path: Path) -> dict[str, Change]:
    """Returns the change of every mutant in a module as mutmut wrote it, by the mutant's name."""
    text = path.read_text()
    bodies = {one.name: _body(text, one) for one in _functions(ast.parse(text)) if NUMBERED.fullmatch(one.name)}
    changes = {}
    for name, body in bodies.items():
        match = NUMBERED.fullmatch(name)
        if match and not name.endswith("orig"):
            lines = _difference(bodies[f"{match['function']}orig"], body)
            changes[f"{module}.{name}"] = Change(f"{module}.{_plain(match['function'])}", lines)
    return changes


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for one in tree.body:
        for within in one.body if isinstance(one, ast.ClassDef) else (one,):
            if isinstance(within, ast.FunctionDef):
                yield within


def _body(text: str, function: ast.FunctionDef) -> list[str]:
    name = _plain(function.name.rpartition("__mutmut_")[0]).rpartition(".")[2]
    lines = (ast.get_source_segment(text, function) or "").replace(function.name, name).splitlines()
    return [line.strip() for line in lines]


def _difference(before: list[str], after: list[str]) -> str:
    parts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    went = [line for what, first, last, _, _ in parts if what != "equal" for line in before[first:last]]
    came = [line for what, _, _, first, last in parts if what != "equal" for line in after[first:last]]
    return " ".join(came) or f"without {' '.join(went)}"


def _plain(mangled: str) -> str:
    """Returns a function's own name: xǁClassǁname__mutmut_ is Class.name, and x_name__mutmut_ is name."""
    name = mangled.removesuffix("__mutmut_")
    return name.removeprefix("xǁ").replace("ǁ", ".") if name.startswith("xǁ") else name.removeprefix("x_")
