"""Figures: every indicator of a region, a programme year and an as-of date (contracts.md)."""

from reports.figures.compute import figures, figures_by_child, known_region
from reports.figures.values import Check, Figures

__all__ = ["Check", "Figures", "figures", "figures_by_child", "known_region"]
