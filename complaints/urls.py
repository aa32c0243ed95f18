"""URLs of complaints: the staff's pages. Residents' pages are in `public_urls.py`."""

from django.urls import URLPattern, URLResolver, path

from complaints.views import acting, detail, disputes, pages, registers, settings, statistics

app_name = "complaints"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", registers.ComplaintList.as_view(), name="complaints"),
    path("mine/", registers.MyComplaints.as_view(), name="mine"),
    path("overdue/", registers.OverdueComplaints.as_view(), name="overdue"),
    path("statistics/", statistics.Statistics.as_view(), name="statistics"),
    path("new/", acting.Register.as_view(), name="register"),
    path("disputes/", registers.DisputeList.as_view(), name="disputes"),
    path("notices/", registers.NoticeList.as_view(), name="notices"),
    path("notices/new/", settings.NoticeNew.as_view(), name="notice_new"),
    path("notices/<int:pk>/cancel/", settings.NoticeCancel.as_view(), name="notice_cancel"),
    path("categories/", settings.CategoryList.as_view(), name="categories"),
    path("categories/new/", settings.CategoryEdit.as_view(), name="category_new"),
    path("categories/<int:pk>/", settings.CategoryEdit.as_view(), name="category_edit"),
    path("rules/", settings.RuleList.as_view(), name="rules"),
    path("rules/new/", settings.RuleNew.as_view(), name="rule_new"),
    path("public/", settings.PublicSettingEdit.as_view(), name="public_setting"),
    path("disputes/new/", disputes.DisputeNew.as_view(), name="dispute_new"),
    path("disputes/mass/", disputes.MassNotices.as_view(), name="mass_notices"),
    path("disputes/mass/<int:pk>/", disputes.MassNote.as_view(), name="mass_note"),
    path("disputes/contractors/", disputes.Contractors.as_view(), name="dispute_contractors"),
    path("disputes/levels/", disputes.Levels.as_view(), name="dispute_levels"),
    path("disputes/levels/new/", disputes.LevelEdit.as_view(), name="level_new"),
    path("disputes/levels/<int:pk>/", disputes.LevelEdit.as_view(), name="level"),
    path("disputes/<int:pk>/", disputes.DisputePage.as_view(), name="dispute"),
    path("disputes/<int:pk>/edit/", disputes.DisputeEdit.as_view(), name="dispute_edit"),
    path("disputes/<int:pk>/step/", disputes.StepNew.as_view(), name="dispute_step"),
    path(
        "disputes/<int:pk>/withdraw/", disputes.DisputeWithdraw.as_view(), name="dispute_withdraw"
    ),
    path("projects/<int:pk>/", registers.ProjectFragment.as_view(), name="project_fragment"),
    path("projects/<int:pk>/page/", pages.PageEdit.as_view(), name="page"),
    path("projects/<int:pk>/page/qr.svg", pages.PageCode.as_view(), name="page_qr"),
    path("<int:pk>/", detail.ComplaintDetail.as_view(), name="complaint"),
    path("<int:pk>/photos/<int:photo>/", detail.Photo.as_view(), name="photo"),
    path("<int:pk>/complainants/<int:voice>/", detail.Reveal.as_view(), name="reveal"),
    path("<int:pk>/accept/", acting.Accept.as_view(), name="accept"),
    path("<int:pk>/decline/", acting.Decline.as_view(), name="decline"),
    path("<int:pk>/change/", acting.Change.as_view(), name="change"),
    path("<int:pk>/merge/", acting.Merge.as_view(), name="merge"),
    path("<int:pk>/assign/", acting.Assign.as_view(), name="assign"),
    path("<int:pk>/transfer/", acting.Transfer.as_view(), name="transfer"),
    path("<int:pk>/start/", acting.Start.as_view(), name="start"),
    path("<int:pk>/return/", acting.GiveBack.as_view(), name="return"),
    path("<int:pk>/note/", acting.Note.as_view(), name="note"),
    path("<int:pk>/extension/", acting.AskExtension.as_view(), name="ask_extension"),
    path("<int:pk>/extension/decide/", acting.DecideExtension.as_view(), name="decide_extension"),
    path("<int:pk>/reply/", acting.Reply.as_view(), name="reply"),
    path("<int:pk>/call/", acting.Call.as_view(), name="call"),
    path("<int:pk>/close/", acting.Close.as_view(), name="close"),
    path("<int:pk>/reopen/", acting.Reopen.as_view(), name="reopen"),
    path("<int:pk>/escalate/", detail.Escalate.as_view(), name="escalate"),
]
