from quality.models.finding import InspectionFinding

__all__ = ["InspectionFinding"]
