"""URLs of projects."""

from django.urls import URLPattern, URLResolver, path

from projects.views import communities, parts, plans, problems, project_detail, projects

app_name = "projects"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", projects.ProjectList.as_view(), name="projects"),
    path("new/", projects.ProjectCreate.as_view(), name="project_new"),
    path("<int:pk>/", project_detail.ProjectDetail.as_view(), name="project"),
    path("<int:pk>/edit/", projects.ProjectEdit.as_view(), name="project_edit"),
    path("<int:pk>/history/", project_detail.ProjectHistory.as_view(), name="project_history"),
    path("<int:pk>/milestones/", parts.MilestonesEdit.as_view(), name="milestones_edit"),
    path("<int:pk>/quantities/", parts.QuantitiesEdit.as_view(), name="quantities_edit"),
    path("<int:pk>/suspend/", parts.SuspensionStart.as_view(), name="suspension_new"),
    path("suspensions/<int:pk>/end/", parts.SuspensionEnd.as_view(), name="suspension_end"),
    path("<int:pk>/problems/new/", problems.ProblemNew.as_view(), name="problem_new"),
    path("problems/", problems.ProblemList.as_view(), name="problems"),
    path("problems/<int:pk>/close/", problems.ProblemClose.as_view(), name="problem_close"),
    path("milestones/", parts.MilestoneList.as_view(), name="milestones"),
    path("quantities/", parts.QuantityList.as_view(), name="quantities"),
    path("communities/", communities.CommunityList.as_view(), name="communities"),
    path("communities/new/", communities.CommunityCreate.as_view(), name="community_new"),
    path("communities/<int:pk>/", communities.CommunityDetail.as_view(), name="community"),
    path("communities/<int:pk>/edit/", communities.CommunityEdit.as_view(), name="community_edit"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/new/", plans.PlanNew.as_view(), name="plan_new"),
    path("plans/<int:pk>/", plans.PlanDetail.as_view(), name="plan"),
    path("plans/<int:pk>/edit/", plans.PlanEdit.as_view(), name="plan_edit"),
    path("plans/<int:pk>/approve/", plans.PlanApprove.as_view(), name="plan_approve"),
    path("plans/<int:pk>/revise/", plans.PlanRevise.as_view(), name="plan_revise"),
]
