"""URLs of accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import audit, contacts, holidays, notices, own, regions, roles, session, users

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", session.LoginPage.as_view(), name="login"),
    path("login/code/", session.SecondStep.as_view(), name="second_step"),
    path("logout/", session.log_out, name="logout"),
    path("own/", own.OwnPage.as_view(), name="own"),
    path("own/password/", own.PasswordChange.as_view(), name="password_change"),
    path("own/second-factor/", own.SecondFactorPage.as_view(), name="second_factor"),
    path("own/second-factor/qr.svg", own.SecondFactorQr.as_view(), name="second_factor_qr"),
    path(
        "own/second-factor/disable/",
        own.SecondFactorDisable.as_view(),
        name="second_factor_disable",
    ),
    path("own/second-factor/codes/", own.RecoveryCodes.as_view(), name="second_factor_codes"),
    path("own/token/", own.TokenIssue.as_view(), name="token_issue"),
    path("own/token/revoke/", own.TokenRevoke.as_view(), name="token_revoke"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/read/", notices.NoticesRead.as_view(), name="notices_read"),
    path("notices/<int:pk>/", notices.NoticeOpen.as_view(), name="notice_open"),
    path("notices/settings/", notices.NoticeSettings.as_view(), name="notice_settings"),
    path("notices/channels/", notices.ChannelAdd.as_view(), name="channel_add"),
    path(
        "notices/channels/<int:pk>/remove/", notices.ChannelRemove.as_view(), name="channel_remove"
    ),
    path("users/", users.UserList.as_view(), name="users"),
    path("users/new/", users.UserCreate.as_view(), name="user_create"),
    path("users/<int:pk>/", users.UserPage.as_view(), name="user"),
    path("users/<int:pk>/disable/", users.UserDisable.as_view(), name="user_disable"),
    path("users/<int:pk>/enable/", users.UserEnable.as_view(), name="user_enable"),
    path("users/<int:pk>/unlock/", users.UserUnlock.as_view(), name="user_unlock"),
    path("users/<int:pk>/password/", users.PasswordReset.as_view(), name="user_password"),
    path(
        "users/<int:pk>/second-factor/",
        users.SecondFactorReset.as_view(),
        name="user_second_factor",
    ),
    path("roles/", roles.RolePage.as_view(), name="roles"),
    path("roles/<int:pk>/", roles.RoleAssign.as_view(), name="role_assign"),
    path("regions/", regions.RegionList.as_view(), name="regions"),
    path("contacts/", contacts.ContactList.as_view(), name="contacts"),
    path("holidays/", holidays.HolidayList.as_view(), name="holidays"),
    path("holidays/new/", holidays.HolidayNew.as_view(), name="holiday_new"),
    path("holidays/<int:pk>/remove/", holidays.HolidayRemove.as_view(), name="holiday_remove"),
    path("audit/", audit.AccessLog.as_view(), name="audit"),
    path("audit/changes/", audit.ChangeList.as_view(), name="changes"),
    path("audit/changes/<str:model>/<int:history_id>/", audit.ChangePage.as_view(), name="change"),
]
