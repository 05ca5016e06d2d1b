"""A new edition: loaded as a draft, shown as a difference, published by a second person or discarded with a reason."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.models import Entry
from enforcement.rulebook import changed as listening, editions, snapshot
from enforcement.rulebook.diff import compare
from enforcement.rulebook.loading import load
from enforcement.rulebook.models import Article, DocumentText, Edition, TimeLimit
from enforcement.rulebook.source_files import FILES
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.uploads import LIMIT, files_of
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db


def shorter(book):
    row = next(one for one in book["time_limits"] if one["rule_key"] == "decision_limit" and one["length"] == 90)
    row["length"] = 80


def changes(book):
    """One row changed, one ended, one gone, one new."""
    shorter(book)
    limits = book["time_limits"]
    ended = next(one for one in limits if one["source"]["effective_to"] is None and one["rule_key"] == "payment")
    ended["source"]["effective_to"] = "2026-12-31"
    gate = book["gates"].pop()
    book["gates"].append({**gate, "id": "GT-NEW-001"})


@pytest.fixture
def people():
    home = bureau()
    return user_with(Role.LEGAL_REVIEWER, bureau=home), user_with(Role.PRINCIPAL_HEAD, bureau=home)


@pytest.fixture
def pending(draft, people):
    return draft(shorter, by=people[0])


def approve(edition, by, **given):
    return editions.approve(edition, by=by, **{"version": edition.version, "against": editions.published().pk, **given})


def test_the_first_edition_of_an_empty_database_is_published_at_once_and_logged(changed_folder):
    """Nothing is published in this database before: rows of the session's edition are out of the way for one test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rulebook_edition DISABLE TRIGGER edition_stays")
        cursor.execute("UPDATE rulebook_edition SET state = 'draft', published_at = NULL")
        cursor.execute("ALTER TABLE rulebook_edition ENABLE TRIGGER edition_stays")
    edition, new = load(changed_folder(shorter))
    assert (new, edition.state, edition.published_by) == (True, EditionState.PUBLISHED, None)
    acts = list(Entry.objects.filter(subject=f"edition:{edition.pk}").order_by("id").values_list("act", "note"))
    assert [act for act, _note in acts] == ["rulebook.import", "rulebook.publish"]
    assert "首个版次" in acts[1][1]


def test_the_difference_names_what_is_new_changed_and_ended_field_by_field(draft):
    now = snapshot.current().edition
    kinds = {kind.model: kind for kind in compare(now, draft(changes)).kinds}
    limits, gates = kinds["timelimit"], kinds["gate"]
    (row,) = limits.changed
    assert [(str(one.label), one.old, one.new) for one in row.fields] == [("期限", "90", "80")]
    (ended,) = limits.ended
    assert (ended.row.rule_key, ended.gone) == ("payment", False)
    assert [one.new.endswith("2026-12-31") for one in ended.fields] == [True]
    assert [one.name for one in gates.added] == ["GT-NEW-001"]
    assert [one.gone for one in gates.ended] == [True]
    assert compare(now, Edition.objects.latest("id")).counts == {"added": 1, "changed": 1, "ended": 2}


def test_a_law_that_counts_otherwise_touches_every_rule_in_it(draft):
    def ends(book):
        next(one for one in book["laws"] if one["key"] == "ACL2011")["effective_to"] = "2026-12-31"

    touching = compare(snapshot.current().edition, draft(ends)).touching
    assert touching.law_keys == {"ACL2011"}
    held = TimeLimit.objects.current().filter(law__key="ACL2011").values_list("rule_key", flat=True)
    assert set(held) <= touching.rule_keys
    assert "decision_limit" not in touching.rule_keys


def test_an_edition_that_only_moved_its_words_differs_in_nothing(changed_folder):
    folder = changed_folder()
    (folder / "rulebook.yaml").write_text("# a remark\n" + (folder / "rulebook.yaml").read_text())
    edition, new = load(folder)
    assert new
    assert compare(snapshot.current().edition, edition).kinds == []


def test_a_second_person_publishes_and_the_ledger_names_both(pending, people, monkeypatch):
    importer, approver = people
    heard = []
    monkeypatch.setattr(listening, "LISTENERS", [heard.append])
    approve(pending, approver)
    entry = Entry.objects.get(act="rulebook.publish", subject=f"edition:{pending.pk}")
    assert importer.name in entry.after["imported_by"]
    assert approver.name in entry.after["approved_by"]
    assert (entry.actor, entry.after["changed"]) == (f"user:{approver.pk}", 1)
    assert snapshot.current().edition == pending
    assert [(one.reference, one.rule_keys) for one in heard] == [
        (f"edition:{pending.pk}", frozenset({"decision_limit"}))
    ]


def test_the_importer_does_not_publish_even_with_the_right(pending, people):
    with pytest.raises(StepRefused, match="导入人"):
        approve(pending, people[0])
    assert Edition.objects.get(pk=pending.pk).is_draft


def test_the_database_refuses_an_edition_published_by_its_importer(pending, people):
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Edition.objects.filter(pk=pending.pk).update(
            state=EditionState.PUBLISHED, published_at="2026-11-20T00:00Z", published_by=people[0]
        )


def test_who_may_not_approve_is_refused(pending):
    with pytest.raises(NotPermitted):
        approve(pending, user_with(Role.INSPECTOR))


def test_a_stale_page_and_another_edition_meanwhile_are_refused(pending, people):
    with pytest.raises(StaleVersion):
        approve(pending, people[1], version=pending.version + 1)
    with pytest.raises(RuleBroken, match="已更换"):
        approve(pending, people[1], against=0)


def test_a_discarded_draft_stays_as_it_was_with_its_reason(pending, people):
    with pytest.raises(RuleBroken) as refused:
        editions.discard(pending, by=people[0], version=1, reason="  ")
    assert refused.value.field == "reason"
    editions.discard(pending, by=people[0], version=1, reason="条文有误")
    pending.refresh_from_db()
    assert (pending.state, pending.discard_reason, pending.discarded_by) == ("discarded", "条文有误", people[0])
    assert Entry.objects.filter(act="rulebook.discard", note="条文有误").exists()
    with pytest.raises(StepRefused):
        approve(pending, people[1])
    for change in (
        lambda: TimeLimit.objects.filter(edition=pending).update(length=1),
        lambda: Edition.objects.filter(pk=pending.pk).update(state=EditionState.DRAFT),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("model", [Article, DocumentText])
def test_articles_and_forms_of_a_published_edition_do_not_change(model):
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        model.objects.current().update(note="anders")


@pytest.mark.parametrize("model", [Article, DocumentText])
def test_two_of_them_in_force_on_one_day_are_refused_by_the_database(draft, model):
    edition = draft(shorter)
    row = model.objects.filter(edition=edition).first()
    row.pk = None
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        row.save()


def test_the_command_says_that_a_second_person_is_needed(changed_folder, capsys, people):
    folder = changed_folder(shorter)
    call_command("load_rulebook", "--dir", folder, "--by", people[0].username)
    assert "草稿" in capsys.readouterr().out
    assert Edition.objects.latest("id").imported_by == people[0]
    call_command("load_rulebook", "--dir", folder)
    assert "仍是草稿" in capsys.readouterr().out
    with pytest.raises(CommandError) as unknown:
        call_command("load_rulebook", "--dir", folder, "--by", "nobody")
    assert unknown.value.returncode == 2


# the pages


def zipped(folder, names=FILES, prefix="rulebook/"):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(f"{prefix}{name}", (folder / name).read_bytes())
    return packed.getvalue()


@pytest.fixture
def upload(client, people):
    client.force_login(people[0])

    def _upload(content, name="rulebook.zip"):
        return client.post(reverse("law_edition_add"), {"file": SimpleUploadedFile(name, content)})

    return _upload


def test_a_zip_becomes_a_draft_that_its_page_shows_and_a_leader_publishes(upload, client, changed_folder, people):
    answer = upload(zipped(changed_folder(changes)))
    made = Edition.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    page = client.get(made.get_absolute_url()).content.decode()
    for words in ("<del>90</del>", "<ins>80</ins>", "GT-NEW-001", "新版次不再载有", people[0].name):
        assert words in page
    act = reverse("law_edition_act", args=[made.pk, "publish"])
    assert "导入人不能发布" in client.get(act).content.decode()
    client.force_login(people[1])
    shown = client.get(act)
    form = {"version": shown.context["version"], "against": shown.context["form"].initial["against"]}
    assert client.post(act, form).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.published_by) == (EditionState.PUBLISHED, people[1])
    assert client.post(act, form).status_code == 409


def test_only_the_changed_file_is_enough(upload, changed_folder):
    folder = changed_folder(shorter)
    assert upload((folder / "rulebook.yaml").read_bytes(), "改过的.yaml").status_code == 302
    made = Edition.objects.latest("id")
    assert [kind.model for kind in compare(snapshot.current().edition, made).kinds] == ["timelimit"]
    assert set(made.files.values_list("name", flat=True)) == set(FILES)


def test_a_wrong_row_is_named_and_nothing_is_loaded(upload, changed_folder):
    def spoil(book):
        book["time_limits"][3]["unit"] = "week"
        book["gates"][0]["source"]["law_key"] = "XYZ1999"

    before = Edition.objects.count()
    answer = upload(zipped(changed_folder(spoil)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("TL-INS-004", "week", "GT-PLN-001", "XYZ1999"))
    assert Edition.objects.count() == before


def test_the_same_content_again_is_told(upload, changed_folder):
    answer = upload(zipped(changed_folder(shorter)))
    assert answer.status_code == 302
    again = upload(zipped(changed_folder()))
    assert again.status_code == 422
    assert "完全相同" in again.content.decode()


NINE = b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 9))
BAD = {
    "no zip, no yaml": (b"hello", "notes.txt"),
    "broken zip": (b"PK\x03\x04" + b"x" * 50, "a.zip"),
    "not utf-8": (b"\xff\xfe", "rulebook.yaml"),
    "no yaml": (b"a: [", "rulebook.yaml"),
    "holds itself": (b"a: &a [*a]", "rulebook.yaml"),
    "a billion laughs": (b"a0: &a0 [x]\n" + NINE, "rulebook.yaml"),
    "without bottom": (b"[" * 100_000, "rulebook.yaml"),
    "a list": (b"- 1", "rulebook.yaml"),
    "meta": (b"meta: 5", "rulebook.yaml"),
    "questions": (b"open_questions: 5", "rulebook.yaml"),
    "odd keys": (b"laws: [{key: [1], name_zh: {a: b}}]", "rulebook.yaml"),
    "odd values": (b"violations: [{id: {x: 1}, penalty: 3, violated: []}]", "rulebook.yaml"),
    "empty": (b"{}", "selection.yaml"),
}


@pytest.mark.parametrize("bad", BAD)
def test_files_that_cannot_be_read_are_refused_with_words(upload, bad):
    before = Edition.objects.count()
    answer = upload(*BAD[bad])
    assert answer.status_code == 422, answer.content.decode()[:500]
    assert Edition.objects.count() == before


def test_a_zip_that_unpacks_beyond_the_limit_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rulebook.yaml", b" " * (LIMIT + 1))
    with pytest.raises(RuleBroken, match="过大"):
        files_of("a.zip", packed.getvalue())
    with pytest.raises(RuleBroken, match="10 MB"):
        files_of("a.yaml", b" " * (LIMIT + 1))


def test_names_in_an_archive_lead_nowhere(changed_folder):
    """Only known names count, whatever path they pretend to have."""
    assert set(files_of("a.zip", zipped(changed_folder(), ["rulebook.yaml"], "../../etc/"))) == {"rulebook.yaml"}


def test_two_files_of_one_name_are_refused(changed_folder):
    folder, packed = changed_folder(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place in ("a/", "b/"):
            archive.writestr(f"{place}rulebook.yaml", (folder / "rulebook.yaml").read_bytes())
    with pytest.raises(RuleBroken, match="两个"):
        files_of("a.zip", packed.getvalue())


def test_the_draft_is_discarded_in_the_browser_only_with_a_reason(client, pending, people):
    client.force_login(people[1])
    act = reverse("law_edition_act", args=[pending.pk, "discard"])
    assert client.post(act, {"version": 1, "reason": ""}).status_code == 422
    assert client.post(act, {"version": 1, "reason": "重新整理"}).status_code == 302
    assert "重新整理" in client.get(pending.get_absolute_url()).content.decode()


def test_a_reader_sees_the_difference_but_no_button(client, pending):
    client.force_login(user_with(Role.INSPECTOR))
    page = client.get(pending.get_absolute_url()).content.decode()
    assert "<ins>80</ins>" in page
    assert "/do/publish/" not in page
    assert client.post(reverse("law_edition_act", args=[pending.pk, "publish"]), {"against": 1}).status_code == 403
    assert client.get(reverse("law_edition_add")).status_code == 403
