from projects.models.assignment import LeaderAssignment
from projects.models.campaign import Campaign
from projects.models.clock_event import ClockEvent
from projects.models.community import Community
from projects.models.evidence import ProjectEvidence
from projects.models.lag_case import CaseFile, LagCase, LagReason
from projects.models.ledger_import import LedgerImport
from projects.models.light_rule import LightRule, LightRuleSet
from projects.models.milestone import Milestone, Reschedule
from projects.models.paper import PaperAnswer, PaperForm
from projects.models.plan import AnnualPlan
from projects.models.problem import Problem
from projects.models.project import Project
from projects.models.quantity import WorkItem, WorkQuantity
from projects.models.showcase import Highlight, HighlightPhoto, Showcase
from projects.models.stop_window import StopWindow
from projects.models.suspension import Suspension
from projects.models.task_force import ForceNote, TaskForce
from projects.models.template import ScheduleTemplate, TemplateStep
from projects.models.visit import Visit, VisitPhoto
from projects.models.week import WeekClosing, WeekUnlock
from projects.models.weekly import WeeklyEntry, WeeklySubmission

__all__ = [
    "AnnualPlan",
    "Campaign",
    "CaseFile",
    "ClockEvent",
    "Community",
    "ForceNote",
    "Highlight",
    "HighlightPhoto",
    "LagCase",
    "LagReason",
    "LeaderAssignment",
    "LedgerImport",
    "LightRule",
    "LightRuleSet",
    "Milestone",
    "PaperAnswer",
    "PaperForm",
    "Problem",
    "Project",
    "ProjectEvidence",
    "Reschedule",
    "ScheduleTemplate",
    "Showcase",
    "StopWindow",
    "Suspension",
    "TaskForce",
    "TemplateStep",
    "Visit",
    "VisitPhoto",
    "WeekClosing",
    "WeekUnlock",
    "WeeklyEntry",
    "WeeklySubmission",
    "WorkItem",
    "WorkQuantity",
]
