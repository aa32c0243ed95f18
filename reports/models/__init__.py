from reports.models.decision import Decision, DecisionAnswer, DecisionFile
from reports.models.explanation import CheckExplanation
from reports.models.letterhead import Letterhead
from reports.models.meeting import AgendaItem, Meeting
from reports.models.publication import Publication
from reports.models.report import Report

__all__ = [
    "AgendaItem",
    "CheckExplanation",
    "Decision",
    "DecisionAnswer",
    "DecisionFile",
    "Letterhead",
    "Meeting",
    "Publication",
    "Report",
]
