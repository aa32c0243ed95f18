from reports.models.explanation import CheckExplanation
from reports.models.letterhead import Letterhead
from reports.models.report import Report

__all__ = ["CheckExplanation", "Letterhead", "Report"]
