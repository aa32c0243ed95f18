from reports.models.explanation import CheckExplanation
from reports.models.report import Report

__all__ = ["CheckExplanation", "Report"]
