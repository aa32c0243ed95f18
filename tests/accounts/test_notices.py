"""Notices: told once, as each user wants them, and sent as one message."""

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import apprise
import pytest
from bs4 import BeautifulSoup

from accounts.models import ChannelKind, Notice, NoticeChannel, NoticeKind
from accounts.services.channels import set_channel, url_of
from accounts.services.notices import Tell, post, push_digests, set_switches
from core.exceptions import Refusal
from tests.city import FixtureCity, as_user

SETTINGS = "/accounts/notices/settings/"
CHANNELS = "/accounts/notices/channels/"


class Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs: takes letters and keeps them with the server."""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.letters.append((self.to, text))  # type: ignore[attr-defined]
            elif verb == "RCPT":
                self.to = line.partition("<")[2].rstrip(">")
                if self.to.startswith("refused"):
                    self.say("550 no such mailbox")
                    continue
            self.say("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def letters(settings: Any) -> Iterator[list[tuple[str, bytes]]]:
    """Run a mail server on a free port; return what arrived as (address, letter)."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letters) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        settings.NOTICE_MAIL_URL = (
            f"mailto://127.0.0.1:{port}?from=portal@example.gov.cn&mode=insecure"
        )
        settings.NOTICE_HOURS = (0, 24)
        yield server.letters  # type: ignore[attr-defined]
        server.shutdown()


def tell(user: Any, key: str = "due:2023-07-24", kind: NoticeKind = NoticeKind.DUE) -> int:
    return post(
        [Tell(user.pk, kind, key, f"第30周还有3个项目未填报（{key}）。", "/projects/weekly/")]
    )


def test_an_occasion_is_told_once(city: FixtureCity) -> None:
    assert tell(city.clerk) == 1
    assert tell(city.clerk) == 0
    assert tell(city.clerk, "due:2023-07-31") == 1
    assert tell(city.reviewer) == 1


def test_the_head_shows_that_something_is_new_until_it_is_read(city: FixtureCity) -> None:
    tell(city.clerk)
    browser = as_user(city.clerk)
    assert "bell-new" in browser.get("/projects/").content.decode()
    page = BeautifulSoup(browser.get("/accounts/notices/").content, "html.parser")
    link = page.select_one(".notices .unread a")
    assert link is not None
    answer = browser.get(str(link["href"]))
    assert (answer.status_code, answer["Location"]) == (302, "/projects/weekly/")
    assert "bell-new" not in browser.get("/projects/").content.decode()


def test_all_are_read_at_once_and_only_ones_own(city: FixtureCity) -> None:
    tell(city.clerk)
    tell(city.clerk, "due:2023-07-31")
    tell(city.stranger)
    strange = Notice.objects.get(user=city.stranger)
    browser = as_user(city.clerk)
    assert browser.get(f"/accounts/notices/{strange.pk}/").status_code == 404
    browser.post("/accounts/notices/read/")
    assert list(Notice.objects.filter(read_at=None)) == [strange]
    assert "没有消息" in browser.get("/accounts/notices/?unread=1").content.decode()


def test_switches_decide_where_a_kind_is_told(
    city: FixtureCity, letters: list[tuple[str, bytes]]
) -> None:
    browser = as_user(city.clerk)
    on = {f"{kind.value}_{where}": "on" for kind in NoticeKind for where in ("in_portal", "pushed")}
    del on["due_in_portal"], on["order_pushed"]
    assert browser.post(SETTINGS, on).status_code == 302
    set_channel(city.clerk, ChannelKind.EMAIL, "clerk@example.gov.cn")
    tell(city.clerk)
    tell(city.clerk, "order:1:1", NoticeKind.ORDER)
    assert [row.kind for row in Notice.objects.unread_of(city.clerk)] == [NoticeKind.ORDER]
    assert [row.kind for row in Notice.objects.filter(to_send=True)] == [NoticeKind.DUE]


def test_what_is_new_goes_out_as_one_message_once(
    city: FixtureCity, letters: list[tuple[str, bytes]]
) -> None:
    set_channel(city.clerk, ChannelKind.EMAIL, "clerk@example.gov.cn")
    for number in range(12):
        tell(city.clerk, f"due:{number}")
    tell(city.reviewer)  # has no channel
    assert push_digests() == 1
    assert push_digests() == 0
    [(address, letter)] = letters
    assert address == "clerk@example.gov.cn"
    text = letter.decode("utf-8", "replace")
    assert "portal@example.gov.cn" in text
    assert NoticeChannel.objects.get().sent_at


def test_a_channel_that_refuses_is_named_and_tried_again(
    city: FixtureCity, letters: list[tuple[str, bytes]]
) -> None:
    set_channel(city.clerk, ChannelKind.EMAIL, "refused@example.gov.cn")
    tell(city.clerk)
    assert push_digests() == 0
    assert "未送达" in as_user(city.clerk).get(SETTINGS).content.decode()
    set_channel(city.clerk, ChannelKind.EMAIL, "right@example.gov.cn")
    assert push_digests() == 1
    assert [address for address, _ in letters] == ["right@example.gov.cn"]


def test_nothing_leaves_the_portal_at_night(
    city: FixtureCity, letters: list[tuple[str, bytes]], settings: Any
) -> None:
    set_channel(city.clerk, ChannelKind.EMAIL, "clerk@example.gov.cn")
    tell(city.clerk)
    settings.NOTICE_HOURS = (0, 0)
    assert push_digests() == 0
    assert letters == []


@pytest.mark.parametrize(
    ("kind", "address", "sender"),
    [
        (
            ChannelKind.WECOM,
            "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa".replace("o", "0")
            .replace("s", "5")
            .replace("i", "1"),
            "NotifyWeComBot",
        ),
        (ChannelKind.DINGTALK, "a" * 64, "NotifyDingTalk"),
        (ChannelKind.DINGTALK, "a" * 64 + ":SEC" + "b" * 40, "NotifyDingTalk"),
        (ChannelKind.FEISHU, "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "NotifyFeishu"),
    ],
)
def test_a_robot_is_known_by_its_key_alone(
    city: FixtureCity, kind: ChannelKind, address: str, sender: str
) -> None:
    channel = set_channel(city.clerk, kind, address)
    made = apprise.Apprise.instantiate(url_of(kind, channel.address))
    assert type(made).__name__ == sender


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.WECOM, "json://127.0.0.1:6379"),
        (ChannelKind.FEISHU, "token/../../x?to=http://10.0.0.1"),
        (ChannelKind.DINGTALK, "a" * 64 + "@127.0.0.1"),
        (ChannelKind.EMAIL, "clerk@example.gov.cn?smtp=10.0.0.1"),
        (ChannelKind.EMAIL, "x"),
    ],
)
def test_an_address_that_is_none_is_refused_and_kept_in_the_form(
    city: FixtureCity, letters: list[tuple[str, bytes]], kind: ChannelKind, address: str
) -> None:
    answer = as_user(city.clerk).post(CHANNELS, {"kind": kind.value, "address": address})
    assert answer.status_code == 422
    field = BeautifulSoup(answer.content, "html.parser").find("input", {"name": "address"})
    assert field is not None
    assert field["value"] == address
    assert not NoticeChannel.objects.exists()


def test_email_cannot_be_chosen_without_a_mail_server(city: FixtureCity, settings: Any) -> None:
    settings.NOTICE_MAIL_URL = ""
    with pytest.raises(Refusal, match="没有配置邮件服务器"):
        set_channel(city.clerk, ChannelKind.EMAIL, "clerk@example.gov.cn")
    page = BeautifulSoup(as_user(city.clerk).get(SETTINGS).content, "html.parser")
    assert [option["value"] for option in page.select("select[name=kind] option")] == [
        "wecom", "dingtalk", "feishu",
    ]  # fmt: skip


def test_a_new_channel_gets_a_first_message_and_can_be_removed(
    city: FixtureCity, letters: list[tuple[str, bytes]]
) -> None:
    browser = as_user(city.clerk)
    typed = {"kind": "email", "address": "clerk@example.gov.cn"}
    browser.post(CHANNELS, typed)
    assert len(letters) == 1
    channel = NoticeChannel.objects.get()
    page = browser.get(SETTINGS).content.decode()
    assert "最近送达" in page
    assert "clerk@example.gov.cn" not in page  # an address is shown to nobody again
    strange = as_user(city.stranger).post(f"{CHANNELS}{channel.pk}/remove/")
    assert strange.status_code == 404
    browser.post(f"{CHANNELS}{channel.pk}/remove/")
    assert not NoticeChannel.objects.exists()


def test_switches_are_kept(city: FixtureCity) -> None:
    set_switches(city.clerk, {NoticeKind.ISSUED: (False, True)})
    set_switches(city.clerk, {NoticeKind.ISSUED: (True, False)})
    page = BeautifulSoup(as_user(city.clerk).get(SETTINGS).content, "html.parser")
    boxes = {box["name"]: box.has_attr("checked") for box in page.select("input[type=checkbox]")}
    assert boxes["issued_in_portal"]
    assert not boxes["issued_pushed"]
    assert boxes["due_pushed"]
