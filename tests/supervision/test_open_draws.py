"""What the public is shown of a draw, and when."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.documents.files import open_file
from enforcement.documents.models import StoredFile
from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.actions import draw as actions
from plans.actions.assignment import cancel
from plans.actions.draw_reveal import keep_proof
from plans.models import Draw
from plans.queries.draw import describe_weights
from plans.rules.draw_frozen_facts import seal_of
from plans.rules.draw_proof import verify
from plans.states import AssignmentState, DrawState
from supervision.actions.open_draws import publish_draws
from supervision.models import PublicationProblem, PublicDraw, PublicRound
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, after, conditions, draw_at, voided
from tests.factories.plan import graded, team

pytestmark = pytest.mark.django_db


def publish(key: str) -> None:
    post("supervision.publish_plans_and_draws", key=key)
    run_due()


def call_off(task: Draw, who) -> None:
    for one in task.assignments.all():
        cancel(one, by=who.chief, reason="企业已停产停业")


def test_a_commitment_is_public_once_the_lists_are_frozen(client: Client) -> None:
    task = draw_at(DrawState.FROZEN, team())
    for key in ("first", "second"):
        publish(key)
    public = PublicDraw.objects.get()
    assert public.commitment["sha256"] == task.commitment
    assert client.get(f"{public.get_absolute_url()}proof.json").status_code == 404
    told = Entry.objects.filter(subject=task.ref, act_text__contains="公布名单承诺")
    assert [one.act for one in told] == ["draw.publish"]  # once in the log of the draw


def test_a_draw_void_before_it_could_be_published_is_shown_with_its_reason(client: Client) -> None:
    who = team()
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    voided(task, who, "名单有误，未及公布")
    for key in ("first", "second"):
        publish(key)
    public = PublicDraw.objects.get()
    assert (public.state, public.proof_file, Draw.objects.get().published_at) == ("void", None, None)
    page = client.get(public.get_absolute_url()).content.decode()
    assert "名单有误，未及公布" in page
    assert task.commitment in page
    assert "检查结束后公开" not in page
    assert not {row.name for row in task.entries.all()} & set(re.split(r"[<>]", page))
    acts = Entry.objects.filter(subject=task.ref).values_list("act", flat=True)
    assert sorted(one for one in acts if "publi" in one) == ["publicdraw.commit", "publicdraw.state"]


def test_a_transcript_of_thousands_of_rounds_asks_no_more_and_shows_a_page_of_them(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    call_off(task, who)
    publish("over")
    public = PublicDraw.objects.get()
    pages = [f"{public.get_absolute_url()}transcript/unit/", public.get_absolute_url()]

    def asked(url: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as found:
            page = client.get(url, {"size": "20"}).content.decode()
        return len(found), page.count("<tr>")

    few = [asked(url) for url in pages]
    last = public.rounds.filter(list="unit").count()
    PublicRound.objects.bulk_create(
        PublicRound(draw=public, list="unit", number=last + n, digest="0" * 16, tickets_left=9, position=1, entry=1,
                    code="x")
        for n in range(3_000)
    )  # fmt: skip
    many = [asked(url) for url in pages]
    assert [count for count, _rows in many] == [count for count, _rows in few]
    assert all(rows <= 60 for _count, rows in many)


def test_a_draft_is_not_public() -> None:
    draw_at(DrawState.DRAFT, team())
    publish("draft")
    assert not PublicDraw.objects.exists()


def test_the_enterprises_are_not_named_before_the_last_visit(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    publish("revealed")
    public = PublicDraw.objects.get()
    assert public.proof_file is None
    assert "检查结束后公开" in client.get(public.get_absolute_url()).content.decode()
    call_off(task, who)
    for key in ("over", "again"):
        publish(key)
    proof = json.loads(b"".join(client.get(f"{public.get_absolute_url()}proof.json").streaming_content))
    assert verify(proof) == []
    assert PublicDraw.objects.get().proof_file == Draw.objects.get().proof_file
    assert Entry.objects.filter(act="publicdraw.reveal").count() == 1


@pytest.mark.parametrize(("days", "public"), [(0, False), (1, True)])
def test_a_visit_never_made_does_not_keep_the_proof_back_after_the_window(days: int, public: bool) -> None:
    task = draw_at(DrawState.REVEALED, team())
    day = timezone.make_aware(dt.datetime.combine(task.window_to, dt.time(10))) + dt.timedelta(days=days)
    with clock_at(day):
        publish("late")
    assert task.assignments.filter(state=AssignmentState.OPEN).count() == 3
    assert (PublicDraw.objects.get().proof_file is not None) is public


def test_a_void_draw_whose_result_was_not_out_names_nobody() -> None:
    who = team()
    voided(draw_at(DrawState.DRAWN, who), who)
    publish("void")
    assert not PublicDraw.objects.exclude(proof_file=None).exists()


def test_a_void_draw_whose_result_was_out_shows_proof_and_reason(client: Client) -> None:
    draw_at(DrawState.VOID, team())
    publish("void")
    public = PublicDraw.objects.get()
    assert public.state == "void"
    page = client.get(public.get_absolute_url()).content.decode()
    for shown in ("名单有误", "proof.json", public.reveal["seal"]):
        assert shown in page
    proof = json.loads(b"".join(client.get(f"{public.get_absolute_url()}proof.json").streaming_content))
    assert verify(proof) == []


def rewritten(task: Draw, column: str, value: object) -> None:
    """By somebody who may switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE plans_draw SET {column} = %s WHERE id = %s", [value, task.pk])  # noqa: S608
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_what_is_published_is_the_file_kept_at_the_reveal(client: Client) -> None:
    """Whatever became of the rows and the words it was made from: one file, stored once, with its own rounds."""
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    call_off(task, who)
    kept, files = open_file(task.proof_file), StoredFile.objects.count()
    rounds = {name: len(lines) for name, lines in task.result["transcript"].items()}
    rewritten(task, "published_at", task.published_at + dt.timedelta(seconds=1))
    rewritten(task, "result", json.dumps({**task.result, "transcript": {}}))
    publish("over")
    public = PublicDraw.objects.get()
    assert public.proof_file == task.proof_file
    assert StoredFile.objects.count() == files
    assert b"".join(client.get(f"{public.get_absolute_url()}proof.json").streaming_content) == kept
    assert {name: public.rounds.filter(list=name).count() for name in rounds} == rounds
    first = task.result["transcript"]["unit"][0]
    shown = public.rounds.filter(list="unit").order_by("number").first()
    assert (shown.digest, shown.entry, shown.position) == (first["hash"][:16], first["entry"], first["position"])


@pytest.mark.parametrize("resealed", [True, False])
def test_a_proof_whose_seal_is_not_that_of_the_ledger_is_not_published(client: Client, resealed: bool) -> None:
    """Somebody put another file in the place of the one kept; it is whole in itself, or has the old seal."""
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    call_off(task, who)
    proof = json.loads(open_file(task.proof_file))
    at = dt.datetime.fromisoformat(proof["commitment"]["published_at"]) + dt.timedelta(seconds=1)
    proof["commitment"]["published_at"] = at.isoformat()
    forged = {**proof, "seal": seal_of(proof)} if resealed else proof
    assert (verify(forged) == []) is resealed
    rewritten(task, "proof_file_id", keep_proof(task, forged).pk)
    publish("forged")
    assert not PublicDraw.objects.exclude(proof_file=None).exists()
    problem = PublicationProblem.objects.get()
    assert "不符，不予公布" in problem.text
    client.force_login(user_with(Role.DISCLOSURE_EDITOR, bureau=who.bureau))
    page = client.get("/disclosure/").content.decode()
    assert "未能自动公布" in page
    assert problem.title in page


def test_one_that_fails_does_not_hold_up_the_others_and_is_tried_again() -> None:
    who = team()
    everyone = {"sectors": [], "grades": [], "hazards": []}
    bad = draw_at(DrawState.FROZEN, who)
    good = draw_at(DrawState.FROZEN, who, enterprises=0, conditions=everyone, repeat_reason="全部行业")
    with connection.cursor() as cursor:  # whatever it is that stops one of them
        cursor.execute("ALTER TABLE supervision_publicdraw ADD CONSTRAINT held CHECK (draw <> %s)", [bad.pk])
    publish("first")
    assert set(PublicDraw.objects.values_list("draw", flat=True)) >= {good.pk}
    assert PublicationProblem.objects.get().subject == f"{bad.ref} commit"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE supervision_publicdraw DROP CONSTRAINT held")
    publish("second")
    assert PublicDraw.objects.filter(draw=bad.pk).exists()
    assert not PublicationProblem.objects.exists()


def test_the_page_shows_seal_ledger_transcript_and_what_to_run(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    call_off(task, who)
    publish("over")
    public = PublicDraw.objects.get()
    entry = Entry.objects.get(act="draw.finish_reveal", subject=task.ref)
    page = client.get(public.get_absolute_url()).content.decode()
    noted = {"seal": entry.after["seal"], "entry": entry.pk, "leaf": entry.leaf}
    assert public.reveal == {**noted, "sources": json.loads(open_file(task.proof_file))["sources"]}
    line = task.result["transcript"]["unit"][0]
    given, needed = task.params["bits_given"], task.params["bits_needed"]
    assert f"来源 {given} 比特，抽取需要 {needed} 比特" in page
    assert task.entry_method in page
    for shown in (entry.after["seal"], entry.leaf, f"http://testserver{public.get_absolute_url()}proof.json",
                  line["hash"][:16], "verify_draw.py", "Asia/Shanghai"):  # fmt: skip
        assert shown in page
    assert "+08:00" not in page
    assert page.count('aria-current="page"') == 1
    whole = client.get(f"{public.get_absolute_url()}transcript/officer/").content.decode()
    assert task.result["transcript"]["officer"][0]["hash"][:16] in whole
    assert client.get(f"{public.get_absolute_url()}transcript/boss/").status_code == 404
    script = client.get("/public/draws/verify_draw.py").content
    assert script == (settings.BASE_DIR / "docs/verify_draw.py").read_bytes()


def test_the_public_page_shows_the_order_of_events_and_the_ledger_entry(client: Client) -> None:
    task = draw_at(DrawState.FROZEN, team())
    publish("frozen")
    public = PublicDraw.objects.get()
    page = client.get(public.get_absolute_url()).content.decode()
    entry = Entry.objects.get(act="draw.freeze", subject=task.ref)
    assert public.published_at == task.published_at < task.seed_at
    for shown in (task.commitment, *task.hashes.values(), entry.leaf, str(entry.pk), "待抽取", "12 个中抽取 3 个"):
        assert shown in page
    for hidden in (
        task.salt,
        *task.entries.values_list("name", flat=True),
        *task.entries.values_list("entry", flat=True),
    ):
        assert hidden not in page


def test_publishing_gives_the_draw_its_moment() -> None:
    who = team()
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    assert task.published_at is None
    publish("now")
    task.refresh_from_db()
    assert task.published_at == PublicDraw.objects.get().published_at


def test_a_commitment_published_too_late_says_so(client: Client) -> None:
    who = team()
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    with clock_at(after(task)):
        publish_draws()
        page = client.get(PublicDraw.objects.get().get_absolute_url()).content.decode()
    assert "名单承诺晚于种子产生时间公布" in page


def test_a_void_draw_stays_public_with_its_reason_and_leads_to_the_new_one(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.FROZEN, who)
    publish("frozen")
    old = PublicDraw.objects.get()
    assert "名单有误" not in client.get(old.get_absolute_url()).content.decode()
    task = voided(task, who)
    again = actions.create_draw(by=who.chief, replaces=task, **conditions(repeat_reason="名单已更正"))
    advance_draw(again, DrawState.FROZEN, who)
    publish("void")
    page = client.get(old.get_absolute_url()).content.decode()
    new = PublicDraw.objects.exclude(pk=old.pk).get()
    for shown in ("名单有误", "已作废", new.get_absolute_url()):
        assert shown in page
    assert old.get_absolute_url() in client.get(new.get_absolute_url()).content.decode()
    assert "已作废" in client.get("/public/draws/").content.decode()
    publish("again")
    assert Entry.objects.filter(act="publicdraw.state").count() == 1


def test_the_list_tells_the_state_of_each_draw(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who)
    publish("drawn")
    assert "已抽取，检查结束后公开" in client.get("/public/draws/").content.decode()
    call_off(task, who)
    publish("over")
    assert "已公开核验材料" in client.get("/public/draws/").content.decode()
    public = PublicDraw.objects.get()
    assert public.reveal["seal"] == Entry.objects.get(act="publicdraw.reveal").after["seal"]


def page_of(client: Client, language: str = "zh-hans") -> str:
    client.cookies["django_language"] = language
    return " ".join(client.get(PublicDraw.objects.get().get_absolute_url()).content.decode().split())


def test_after_the_reveal_anybody_can_lay_the_seed_beside_what_the_source_published(client: Client) -> None:
    who = team()
    task, seed = draw_at(DrawState.FROZEN, who, seed_kinds=["ssq", "custom"]), "3 8 17 22 29 31\n5\n20250312"
    with clock_at(after(task)):
        task = actions.confirm_seed(
            actions.enter_seed(task, by=who.chief, sources=seed), by=who.supervisor, sources=seed
        )
    task = advance_draw(task, DrawState.REVEALED, who)
    publish("revealed")
    assert "3 8 17 22 29 31" not in page_of(client)
    call_off(task, who)
    publish("over")
    page, proof = page_of(client), json.loads(open_file(task.proof_file))
    assert proof["sources"] == [[3, 8, 17, 22, 29, 31], [5], [20250312]]
    for name, numbers in (("双色球红球", "3 8 17 22 29 31"), ("双色球蓝球", "5"), ("其他公开来源", "20250312")):
        assert f'<dt>{name}</dt><dd class="num">{numbers}</dd>' in page
    assert "Compare each number with the result that the source published" in page_of(client, "en")


def test_a_draw_revealed_before_the_numbers_were_kept_is_shown_without_them(client: Client) -> None:
    draw_at(DrawState.VOID, team())
    publish("void")
    public = PublicDraw.objects.get()
    public.amend(reveal={name: public.reveal[name] for name in ("seal", "entry", "leaf")})
    page = page_of(client)
    assert public.reveal["seal"] in page
    assert "种子各行" not in page


def test_the_page_says_how_companies_come_to_their_tickets(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.REVEALED, who, enterprises=12)
    publish("revealed")
    said = f"企业按风险等级得票：{describe_weights(task)}。票多的企业被抽中的可能大；人员、专家每人一票。"
    assert said in page_of(client)
    assert "家企业共" not in page_of(client)  # how the grades are spread is not told before the list is
    call_off(task, who)
    publish("over")
    weights = json.loads(open_file(task.proof_file))["lists"]["unit"]["weights"]
    assert f"{said}{len(weights)} 家企业共 {sum(weights)} 票。" in page_of(client)
    assert f"{len(weights)} companies have {sum(weights)} tickets in all." in page_of(client, "en")


@pytest.mark.parametrize(("bits", "shown"), [("48.2", False), ("3.0", True)])
def test_a_reason_for_a_small_source_is_printed_where_the_source_is_small(
    client: Client, bits: str, shown: bool
) -> None:
    draw_at(DrawState.FROZEN, team(), seed_bits=bits, small_source_reason="当日没有其他公开来源")
    publish("frozen")
    assert ("当日没有其他公开来源" in page_of(client)) is shown
