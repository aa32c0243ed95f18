"""URLs of orders."""

from django.urls import URLPattern, URLResolver, path

from orders.views import (
    acting,
    by_region,
    detail,
    drafting,
    escalations,
    registers,
    settings,
    talk_register,
    talks,
    tasks,
)

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", registers.OrderList.as_view(), name="orders"),
    path("mine/", registers.MyOrders.as_view(), name="mine"),
    path("overdue/", registers.OverdueOrders.as_view(), name="overdue"),
    path("escalations/", escalations.Escalations.as_view(), name="escalations"),
    path("by-region/", by_region.OrdersByRegion.as_view(), name="by_region"),
    path("talks/", talk_register.TalkList.as_view(), name="talks"),
    path("tasks/", tasks.TaskList.as_view(), name="tasks"),
    path("tasks/new/", tasks.TaskNew.as_view(), name="task_new"),
    path("tasks/<int:pk>/", tasks.TaskDetail.as_view(), name="task"),
    path("tasks/<int:pk>/report/", tasks.TaskReport.as_view(), name="task_report"),
    path("tasks/<int:pk>/decide/", tasks.TaskDecide.as_view(), name="task_decide"),
    path("tasks/<int:pk>/chase/", tasks.TaskChase.as_view(), name="task_chase"),
    path("tasks/<int:pk>/drop/", tasks.TaskDrop.as_view(), name="task_drop"),
    path("office/", settings.OfficeEdit.as_view(), name="office"),
    path("rules/", settings.RuleList.as_view(), name="rules"),
    path("rules/new/", settings.RuleNew.as_view(), name="rule_new"),
    path("instruct/", drafting.Instruct.as_view(), name="instruct"),
    path("new/<slug:kind>/", drafting.OrderNew.as_view(), name="order_new"),
    path("projects/<int:pk>/", registers.ProjectFragment.as_view(), name="project_fragment"),
    path("<int:pk>/", detail.OrderDetail.as_view(), name="order"),
    path("<int:pk>/paper/", detail.OrderPaper.as_view(), name="paper"),
    path("<int:pk>/minutes/", detail.TalkMinutes.as_view(), name="minutes"),
    path("<int:pk>/effect/", talk_register.EffectFragment.as_view(), name="talk_effect"),
    path("<int:pk>/files/<int:file>/", detail.OrderFile.as_view(), name="file"),
    path("<int:pk>/edit/", drafting.OrderEdit.as_view(), name="edit"),
    path("<int:pk>/issue/", acting.Issue.as_view(), name="issue"),
    path("<int:pk>/receive/", acting.Receive.as_view(), name="receive"),
    path("<int:pk>/reply/", acting.Reply.as_view(), name="reply"),
    path("<int:pk>/extension/", acting.AskExtension.as_view(), name="ask_extension"),
    path("<int:pk>/extension/decide/", acting.DecideExtension.as_view(), name="decide_extension"),
    path("<int:pk>/review/", acting.Review.as_view(), name="review"),
    path("<int:pk>/talk/", talks.RecordTalk.as_view(), name="record_talk"),
    path(
        "<int:pk>/commitments/<int:commitment>/",
        acting.CheckCommitment.as_view(),
        name="check_commitment",
    ),
    path("<int:pk>/remind/", acting.Remind.as_view(), name="remind"),
    path("<int:pk>/withdraw/", acting.Withdraw.as_view(), name="withdraw"),
]
