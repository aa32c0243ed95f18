"""URLs of contracts, payment requests and what follows from them; part of `funding`."""

from django.urls import URLPattern, path

from funding.views import (
    checks,
    contract_fragment,
    contracts,
    contributions,
    payment_calendar,
    requests,
    retentions,
    settlements,
    tenders,
)

patterns: list[URLPattern] = [
    path(
        "projects/<int:pk>/contracts/",
        contract_fragment.ContractFragment.as_view(),
        name="contract_fragment",
    ),
    path("contracts/", contracts.ContractList.as_view(), name="contracts"),
    path("contracts/new/", contracts.ContractEdit.as_view(), name="contract_new"),
    path("contracts/<int:pk>/", contracts.ContractDetail.as_view(), name="contract"),
    path(
        "contracts/<int:pk>/edit/",
        contracts.ContractEdit.as_view(permission="funding.change_contract"),
        name="contract_edit",
    ),
    path("contracts/<int:pk>/split/", contracts.ContractSplit.as_view(), name="contract_split"),
    path(
        "contracts/<int:pk>/variations/new/",
        contracts.VariationNew.as_view(),
        name="variation_new",
    ),
    path(
        "contracts/<int:pk>/variations/<int:variation>/",
        contracts.VariationDecide.as_view(),
        name="variation_decide",
    ),
    path(
        "contracts/<int:pk>/projects/<int:project>/request/",
        requests.RequestNew.as_view(),
        name="request_new",
    ),
    path("lots/", tenders.LotList.as_view(), name="lots"),
    path(
        "tenders/new/",
        tenders.TenderEdit.as_view(permission="funding.add_tender"),
        name="tender_new",
    ),
    path("tenders/<int:pk>/", tenders.TenderEdit.as_view(), name="tender"),
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("requests/mine/", requests.MyRequests.as_view(), name="my_requests"),
    path("requests/overdue/", requests.OverdueList.as_view(), name="overdue"),
    path("requests/arrears/", requests.Arrears.as_view(), name="arrears"),
    path("retentions/", retentions.RetentionList.as_view(), name="retentions"),
    path("requests/<int:pk>/", requests.RequestDetail.as_view(), name="request"),
    path(
        "requests/<int:pk>/files/<int:file>/",
        requests.RequestFileDownload.as_view(),
        name="request_file",
    ),
    path("requests/<int:pk>/revise/", requests.Revise.as_view(), name="request_revise"),
    path("requests/<int:pk>/check/", requests.Check.as_view(), name="request_check"),
    path("requests/<int:pk>/approve/", requests.Approve.as_view(), name="request_approve"),
    path("requests/<int:pk>/pay/", requests.Pay.as_view(), name="request_pay"),
    path("requests/<int:pk>/return/", requests.SendBack.as_view(), name="request_return"),
    path("requests/<int:pk>/withdraw/", requests.Withdraw.as_view(), name="request_withdraw"),
    path("calendar/", payment_calendar.PaymentCalendar.as_view(), name="payment_calendar"),
    path("idle/", settlements.IdleList.as_view(), name="idle"),
    path("final-accounts/", settlements.FinalAccounts.as_view(), name="final_accounts"),
    path("final-accounts/<int:pk>/", settlements.FinalAccountEdit.as_view(), name="final_account"),
    path("contributions/", contributions.ContributionList.as_view(), name="contributions"),
    path(
        "contributions/<int:pk>/",
        contributions.ContributionEdit.as_view(),
        name="contribution_edit",
    ),
    path(
        "contributions/<int:pk>/carry/",
        contributions.ContributionCarry.as_view(),
        name="contribution_carry",
    ),
    path("grants/", settlements.GrantList.as_view(), name="grants"),
    path("grants/new/", settlements.GrantNew.as_view(), name="grant_new"),
    path("grants/<int:pk>/", settlements.GrantPassOn.as_view(), name="grant_pass_on"),
    path("checks/", checks.AuditChecks.as_view(), name="checks"),
    path("money-rules/", settlements.RuleList.as_view(), name="money_rules"),
    path("money-rules/new/", settlements.RuleNew.as_view(), name="money_rule_new"),
]
