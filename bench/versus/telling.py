"""What was measured, told: tables, the aims beside what was reached, and bars as SVG."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

from bench.versus.measuring import Cost

WIDTH, BAR, GAP, LEFT = 640, 22, 8, 170


@dataclass(frozen=True)
class Aim:
    """One figure beside what it should be."""

    what: str
    reached: float
    aim: float
    least: bool
    """Whether it should be at least that; else at most."""
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is."""
        return self.reached >= self.aim if self.least else self.reached <= self.aim

    def line(self) -> str:
        """Returns it as a row of a table."""
        sign, met = ("≥" if self.least else "≤"), ("yes" if self.is_met else "no")
        return f"| {self.what} | {sign} {self.aim:g} {self.unit} | {self.reached:.3g} {self.unit} | {met} |"


@dataclass
class Report:
    """All of a run, in the order it was measured."""

    out: Path | None
    aims: list[Aim] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)

    def table(self, title: str, costs: Mapping[str, Cost], absent: Sequence[str] = ()) -> None:
        """Prints what each one cost, draws it, and says who was not there."""
        print(f"\n### {title}\n")
        print(
            "| | links/s | CPU ms/link | peak PSS MB | kB written/link | syncs/link | kept |\n"
            "|---|--:|--:|--:|--:|--:|--:|"
        )
        for name, one in costs.items():
            each = max(1, one.kept)
            print(
                f"| {name} | {rate(one):.1f} | {1000 * one.cpu / each:.2f} | {one.peak:.0f} | {one.written / each:.0f}"
                f" | {one.syncs / each:.2f} | {one.kept:.0f} |"
            )
        for one in absent:
            print(f"\nNot there: {one}.")
        self.told[title] = {name: asdict(one) for name, one in costs.items()}
        self.bars(f"{title}: links a second", {name: rate(one) for name, one in costs.items()})
        self.bars(f"{title}: CPU ms a link", {name: 1000 * one.cpu / max(1, one.kept) for name, one in costs.items()})

    def figures(self, title: str, figures: Mapping[str, float], unit: str) -> None:
        """Prints figures of one kind, and draws them."""
        print(f"\n### {title}\n\n| | {unit} |\n|---|--:|")
        for name, value in figures.items():
            print(f"| {name} | {value:.4g} |")
        self.told[title] = dict(figures)
        self.bars(f"{title}, {unit}", figures)

    def aim(self, what: str, reached: float, *, least: float = 0.0, most: float = 0.0, unit: str = "") -> None:
        """Notes what was aimed at, and what was reached."""
        self.aims.append(Aim(what, reached, least or most, bool(least), unit))

    def bars(self, title: str, figures: Mapping[str, float]) -> None:
        """Draws figures as bars into the folder for what comes out, if there is one."""
        if self.out:
            self.out.mkdir(parents=True, exist_ok=True)
            name = "-".join("".join(one if one.isalnum() else " " for one in title.lower()).split())
            (self.out / f"{name}.svg").write_text(bars(title, figures))

    def end(self) -> None:
        """Prints the aims, and writes everything down."""
        if self.aims:
            print("\n### Aims\n\n| | aim | reached | met |\n|---|--:|--:|---|")
        for one in self.aims:
            print(one.line())
        if self.out:
            self.told["aims"] = [asdict(one) | {"met": one.is_met} for one in self.aims]
            (self.out / "figures.json").write_text(json.dumps(self.told, indent=1, ensure_ascii=False))


def rate(cost: Cost) -> float:
    """Returns the links a second that were kept."""
    return cost.kept / cost.seconds


def bars(title: str, figures: Mapping[str, float]) -> str:
    """Returns a drawing of figures: a bar each, its name before and its value behind it."""
    most, height = max([*figures.values(), 1e-9]), 40 + len(figures) * (BAR + GAP)
    rows = []
    for number, (name, value) in enumerate(figures.items()):
        top, width = 36 + number * (BAR + GAP), max(1.0, value / most * (WIDTH - LEFT - 80))
        colour = "#b45309" if name.startswith("Atlas") else "#94a3b8"
        rows.append(f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" rx="2" fill="{colour}"/>')
        rows.append(f'<text x="{LEFT + width + 6:.1f}" y="{top + 15}">{value:.4g}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        ' font-size="13">'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="8" y="22" font-weight="bold">{escape(title)}</text>'
        f"{''.join(rows)}</svg>\n"
    )
