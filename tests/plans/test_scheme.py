"""Schemes are editions: uploaded as a draft, published by a second person, frozen, cited by every grading."""

import datetime as dt

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from enforcement.rulebook.loading import SourceRefused
from plans.actions.grading import grade_enterprise
from plans.actions.scheme import discard_scheme, load_schemes, propose_scheme, publish_scheme
from plans.models import Grading, SchemeEdition
from plans.queries.scheme import FOLDER, earlier_edition, editions_in_force, sha256_of
from tests.factories.accounts import bureau, user_with
from tests.factories.clock import clock_at
from tests.factories.enterprise import enterprise
from tests.factories.grading import POINTS, as_file, draft, edition_of, published, scheme, worth

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def home():
    return bureau()


@pytest.fixture
def proposer(home) -> User:
    return user_with(Role.LEGAL_REVIEWER, bureau=home)


@pytest.fixture
def second(home) -> User:
    return user_with(Role.LEGAL_REVIEWER, bureau=home)


@pytest.fixture
def chief(home) -> User:
    return user_with(Role.SECTION_CHIEF, bureau=home)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(user: User, content: object, day: dt.date | None = None):
    file = SimpleUploadedFile("scheme.yaml", content if isinstance(content, bytes) else as_file(content))
    form = {"file": file, "effective_from": (day or TODAY()).isoformat()}
    return as_(user).post(reverse("scheme_add"), form)


def test_the_four_of_the_files_are_in_force_from_the_beginning(home):
    editions = editions_in_force(home, dt.date(2020, 1, 1))
    assert {code: (one.kind, one.effective_from) for code, one in editions.items()} == {
        "G-19": ("points", None), "G-LS": ("matrix", None), "G-LEC": ("product", None), "G-SX-XY": ("rules", None),
    }  # fmt: skip
    assert all(one.content == yaml.safe_load(one.text) for one in editions.values())
    assert all(one.sha256 == sha256_of(one.content) and one.mark == "待核定" for one in editions.values())


def test_loading_them_again_changes_nothing(home):
    before = set(SchemeEdition.objects.values_list("pk", flat=True))
    assert load_schemes(FOLDER) == 0
    call_command("load_rulebook", verbosity=0)
    assert set(SchemeEdition.objects.values_list("pk", flat=True)) == before


def test_a_folder_without_schemes_loads_none(tmp_path):
    assert load_schemes(tmp_path) == 0


def test_a_changed_file_of_the_installation_is_a_draft_for_everybody(tmp_path, home, second):
    content = yaml.safe_load((FOLDER / "grading.yaml").read_text())
    content["schemes"] = [worth("2a", 4)]
    (tmp_path / "grading.yaml").write_bytes(as_file(content))
    assert load_schemes(tmp_path) == 1
    made = SchemeEdition.objects.latest("pk")
    assert (made.bureau, made.state, made.effective_from) == (None, "draft", TODAY())
    assert edition_of(home).pk != made.pk
    publish_scheme(made, by=second)
    assert edition_of(home) == edition_of(bureau()) == made


def test_a_wrong_file_of_the_installation_is_refused_whole(tmp_path):
    content = {"schemes": [scheme() | {"projects": []}]}
    (tmp_path / "grading.yaml").write_bytes(as_file(content))
    with pytest.raises(SourceRefused, match=r"G-19 projects"):
        load_schemes(tmp_path)


def test_the_way_from_the_upload_to_a_grading_by_it(home, proposer, second, chief):
    answer = upload(proposer, worth("2a", 5))
    edition = SchemeEdition.objects.get(bureau=home)
    assert answer.url == edition.get_absolute_url()
    page = as_(proposer).get(answer.url).content.decode()
    assert "points 3" in page
    assert "points 5" in page
    assert "由另一人" in page or "另一人核对" in page
    act = reverse("schemeedition_act", args=[edition.pk, "publish"])
    assert as_(proposer).post(act, {"version": 1}).status_code == 409
    assert "发布后不能更改" in as_(second).get(act).content.decode()
    assert as_(second).post(act, {"version": 1}).url == edition.get_absolute_url()
    one = enterprise(chief, 1)
    grading = grade_enterprise(one, by=chief, scheme=POINTS, answers={"2a": 1})
    assert (grading.edition, grading.scheme_sha256, grading.score) == (edition, edition.sha256, 95)
    assert [entry.act for entry in history(edition)] == ["scheme.publish", "scheme.propose"]
    assert history(edition)[0].before == {"state": "draft"}


def test_an_old_grading_keeps_its_edition_and_its_sum(home, chief):
    one = enterprise(chief, 1)
    old = grade_enterprise(one, by=chief, scheme=POINTS, answers={"2a": 1})
    newer = published(home, worth("2a", 8))
    old.refresh_from_db()
    assert (old.score, old.edition.effective_from) == (97, None)
    page = as_(chief).get(old.get_absolute_url()).content.decode()
    assert "此后有过修订" in page
    assert old.edition.get_absolute_url() in page
    again = grade_enterprise(one, by=chief, scheme=POINTS, answers={"2a": 1})
    assert (again.score, again.edition) == (92, newer)
    assert "此后有过修订" not in as_(chief).get(again.get_absolute_url()).content.decode()


def test_it_waits_for_its_day(home):
    tomorrow = TODAY() + dt.timedelta(days=1)
    later = published(home, worth("2a", 4), day=tomorrow)
    assert edition_of(home) != later
    assert editions_in_force(home, tomorrow)[POINTS] == later


def test_the_nearest_bureau_upward_decides(home):
    below, beside = bureau(parent=home), bureau()
    ours = published(home, worth("2a", 4))
    assert edition_of(below) == ours
    assert edition_of(beside).bureau is None
    own = published(below, worth("2a", 6))
    assert (edition_of(below), edition_of(home)) == (own, ours)
    assert earlier_edition(own).bureau is None


def test_a_bureau_reads_what_applies_to_it_and_no_others(home, chief):
    made = published(home, worth("2a", 4))
    below = user_with(Role.SECTION_CHIEF, bureau=bureau(parent=home))
    beside = user_with(Role.SECTION_CHIEF)
    assert [as_(user).get(made.get_absolute_url()).status_code for user in (chief, below, beside)] == [200, 200, 404]
    assert "2a" in as_(below).get(reverse("scheme_file", args=[made.pk])).content.decode()


def test_the_file_that_comes_down_can_go_up_again(home, proposer, chief):
    text = as_(chief).get(reverse("scheme_file", args=[edition_of(home).pk])).content
    changed = yaml.safe_load(text) | {"name_zh": "本市分级办法"}
    assert upload(proposer, changed).status_code == 302
    same = upload(proposer, changed)
    assert same.status_code == 422
    assert "完全相同" in same.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.update(kind="guess"), "kind：“guess”不是可用的计算方式"),
        (lambda s: s["projects"][0]["items"][0].update(points="many"), "1.1a：分值"),
        (lambda s: s["projects"][1]["items"][0].update(code="1.1a"), "编号 1.1a 出现了两次"),
        (lambda s: s["projects"][0].update(max_deduct=-1), "重大危险源：项目须有"),
        (lambda s: s["levels"][1].update(min=95), "从高到低"),
        (lambda s: s["levels"][0].update(level="绿"), "“绿”没有对应的颜色"),
        (lambda s: s["inputs"].update({"9z": {"fact": "standardisation"}}), "inputs：9z：方案中没有这个评分项"),
        (lambda s: s["inputs"]["9a"].update(fact="weather"), "来源（fact）应为"),
        (lambda s: s.update(worked_examples=[{"answers": {"2a": 1}, "expect": {"score": 1, "level": "红"}}]),
         "算得 97 分、蓝"),
    ],
)  # fmt: skip
def test_each_item_to_mend_is_named_and_nothing_is_loaded(home, proposer, change, words):
    content = scheme()
    change(content)
    answer = upload(proposer, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SchemeEdition.objects.filter(bureau=home).exists()


@pytest.mark.parametrize("content", [b"", b"- 1", b"a: [", b"\xff\xfe", b"a: &x [*x]", b"code: 2026-01-01", b"a: .nan"])
def test_what_is_no_scheme_at_all_is_refused(proposer, content):
    assert upload(proposer, content).status_code == 422


def test_a_day_that_has_passed_is_refused(home, proposer):
    answer = upload(proposer, worth("2a", 4), day=TODAY() - dt.timedelta(days=1))
    assert answer.status_code == 422
    assert "施行日期不能早于今天" in answer.content.decode()


def test_two_editions_never_begin_on_one_day(home, second):
    published(home, worth("2a", 4))
    with pytest.raises(StepRefused, match="不早于本版的施行日期"):
        publish_scheme(draft(home, worth("2a", 5)), by=second)


def test_a_draft_whose_day_has_passed_is_not_published(home, second):
    made = draft(home, worth("2a", 4))
    with clock_at(timezone.now() + dt.timedelta(days=1)), pytest.raises(StepRefused, match="已过，改定施行日期"):
        publish_scheme(made, by=second)
    made.refresh_from_db()
    assert made.state == "draft"
    assert publish_scheme(made, by=second).state == "published"


@pytest.mark.parametrize("role", [Role.SECTION_CHIEF, Role.INSPECTOR, Role.BUREAU_LEADER])
def test_only_who_maintains_the_law_proposes(home, role):
    user = user_with(role, bureau=home)
    assert upload(user, worth("2a", 4)).status_code == 403
    with pytest.raises(NotPermitted):
        propose_scheme(by=user, content=as_file(scheme()), effective_from=TODAY())


def test_another_bureau_neither_sees_nor_publishes_a_draft(home):
    made, stranger = draft(home, worth("2a", 4)), user_with(Role.LEGAL_REVIEWER)
    assert as_(stranger).get(made.get_absolute_url()).status_code == 404
    with pytest.raises(NotPermitted):
        publish_scheme(made, by=stranger)


def test_a_draft_is_discarded_with_a_reason(home, second):
    made = draft(home, worth("2a", 4))
    act = reverse("schemeedition_act", args=[made.pk, "discard"])
    assert as_(second).post(act, {"reason": " "}).status_code == 422
    with pytest.raises(RuleBroken):
        discard_scheme(made, by=second, reason=" ")
    assert as_(second).post(act, {"reason": "分值有误"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.reason, made.settled_by) == ("discarded", "分值有误", second)
    assert Entry.objects.get(act="scheme.discard").note == "分值有误"
    with pytest.raises(StepRefused):
        publish_scheme(made, by=second)


def test_a_stale_page_publishes_nothing(home, second):
    made = draft(home, worth("2a", 4))
    with pytest.raises(StaleVersion):
        publish_scheme(made, by=second, version=7)
    made.refresh_from_db()
    assert (made.state, made.settled_by) == ("draft", None)


@pytest.mark.parametrize("change", [{"content": {}}, {"effective_from": dt.date(2000, 1, 1)}, {"state": "draft"}])
def test_the_database_keeps_a_published_edition_as_it_is(home, change):
    made = published(home, worth("2a", 4))
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        SchemeEdition.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        SchemeEdition.objects.filter(pk=made.pk).delete()


def test_the_database_wants_a_second_person(home, proposer):
    made = draft(home, worth("2a", 4), by=proposer)
    with pytest.raises(IntegrityError, match="scheme_published_by_a_second_person"), transaction.atomic():
        SchemeEdition.objects.filter(pk=made.pk).update(
            state="published", settled_by=proposer, settled_at=timezone.now()
        )


@pytest.mark.parametrize("change", [{"score": 1}, {"answers": {}}, {"grade": "red"}, {"inputs": {"a": 1}}])
def test_the_database_keeps_a_grading_as_it_was_made(chief, change):
    made = grade_enterprise(enterprise(chief, 1), by=chief, scheme=POINTS, answers={"2a": 1})
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Grading.objects.filter(pk=made.pk).update(**change)


def of_item(**changed: object) -> dict[str, object]:
    content = scheme()
    content["projects"][0]["items"][0].update(changed)
    return content


WRONG = {
    "kind is a list": {"kind": ["points"]},
    "effect is a list": of_item(effect=["+"]),
    "points beyond all sums": of_item(points=10**400),
    "code too long": {"code": "X" * 21},
    "name too long": {"name_zh": "名" * 201},
    "no character": {"name_zh": "甲\0乙"},
    "examples are a number": {"worked_examples": 5},
    "expects a word": {"worked_examples": [{"answers": {}, "expect": "蓝"}]},
    "answers in a list": {"worked_examples": [{"answers": [1], "expect": {"level": "蓝"}}]},
    "keys of two kinds": {"extra": {1: "a", "b": 2}},
    "fact is a list": {"inputs": {"2a": {"fact": ["standardisation"]}}},
    "no inputs": {"inputs": None},
    "colour is a list": {"grades": {"红": ["red"]}},
    "case without words": {"direct_red": [{"code": "R1"}]},
    "start beyond all sums": {"start": 1e300},
    "years beyond all days": {"inputs": {"2a": {"fact": "standardisation", "years": 10**9, "equals": "一级"}}},
    "levels are a word": {"levels": "abc"},
}
BROKEN = {
    "not closed": b"a: [1, 2",
    "a key that is a list": b"? [a]\n: b\n",
    "no such day": b"a: 2026-13-45\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "another encoding": b"\xff\xfe\x00a",
    "a list within itself": b"code: &a [*a]\n",
    "deeper than anyone reads": b"a: " + b"[" * 3000 + b"]" * 3000,
}


@pytest.mark.parametrize("name", [*WRONG, *BROKEN])
def test_a_wrong_file_is_told_what_is_wrong_and_leaves_nothing(proposer, name):
    answer = upload(proposer, BROKEN[name] if name in BROKEN else scheme() | WRONG[name])
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not SchemeEdition.objects.filter(bureau=proposer.bureau).exists()


# as tables, and in which order they are offered


def words_of(page):
    return [[cell.text for cell in row.cells] for table in page.context["tables"] for row in table.rows]


def test_a_scheme_by_points_is_read_as_tables(client, chief, home):
    client.force_login(chief)
    page = client.get(edition_of(home).get_absolute_url())
    content = scheme()
    rows = words_of(page)
    assert ["1.1a", "重大危险源", "一级重大危险源", "−10", "10"] in rows
    assert ["1.1b", "重大危险源", "二级", "−8", "10"] in rows
    assert ["9a", "标准化和事故", "标准化一级", "+15", "10"] in rows
    assert any(row[3].startswith("−2／") for row in rows if row[0] == "1.2a")
    assert ["红", "重大风险", "不足 60"] in rows
    assert ["黄", "一般风险", "75 及以上，不足 90"] in rows
    assert ["9d 三年内 1 起较大事故", "较大事故起数", "近 3 年"] in rows
    items = [item for project in content["projects"] for item in project["items"]]
    codes = {row[0] for row in rows}
    assert {item["code"] for item in (*items, *content["direct_red"])} <= codes
    text = page.content.decode()
    assert "<summary>方案文件全文</summary>" in text
    assert text.index("1.1a") < text.index("<summary>方案文件全文")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("G-LS", ["L1", "生产装置火灾危险性类别", "丙类以下", "丙类", "乙类", "甲类"]),
        ("G-LS", ["橙", "较大风险", "8–9"]),
        ("G-LEC", ["15", "非常严重，一人死亡"]),
        ("G-LEC", ["B 高度", "--", "大于 160，至 320"]),
        ("G-LEC", ["A 不可容许", "--", "大于 320"]),
        ("G-SX-XY", ["一级", "蓝（低风险）"]),
        ("G-SX-XY", ["1", "诚信等级与标准化等级相同"]),
    ],
)
def test_the_other_kinds_are_read_as_tables(client, chief, home, code, expected):
    client.force_login(chief)
    assert expected in words_of(client.get(edition_of(home, code).get_absolute_url()))


@pytest.mark.parametrize(
    ("facts", "first", "last_of_units"),
    [
        ({"sector": "chemical"}, "G-19", "G-SX-XY"),
        ({"sector": "trade", "hazards": ["chem_storage"]}, "G-19", "G-SX-XY"),
        ({"sector": "trade", "hazards": ["dust"]}, "G-LS", "G-19"),
        ({"sector": "other"}, "G-LS", "G-19"),
    ],
)
def test_the_schemes_that_fit_are_offered_first(client, chief, facts, first, last_of_units):
    one = enterprise(chief, 1, **facts)
    client.force_login(chief)
    page = client.get(reverse("grading_add", args=[one.pk]))
    form = page.context["form"]
    offered = dict(form.fields["scheme"].choices)
    assert list(offered)[0] == first
    assert list(offered)[-2:] == [last_of_units, "G-LEC"]
    assert form.get_initial_for_field(form.fields["scheme"], "scheme") == ("G-19" if first == "G-19" else None)
    assert ("适用于该企业" in offered["G-19"], "为其他行业制定" in offered["G-19"]) == (
        first == "G-19",
        first != "G-19",
    )


@pytest.mark.parametrize("meant", [{"sectors": ["boats"]}, {"hazards": "dust"}, ["chemical"]])
def test_what_a_scheme_fits_is_of_the_known_words(home, proposer, meant):
    with pytest.raises(SourceRefused) as refused:
        propose_scheme(by=proposer, content=as_file(scheme(fits=meant)), effective_from=timezone.localdate())
    assert any("fits" in line for line in refused.value.problems)
