from reports.models.explanation import CheckExplanation
from reports.models.finding import InspectionFinding
from reports.models.letterhead import Letterhead
from reports.models.report import Report

__all__ = ["CheckExplanation", "InspectionFinding", "Letterhead", "Report"]
