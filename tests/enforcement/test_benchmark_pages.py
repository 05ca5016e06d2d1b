"""The pages of benchmarks: list, one, difference, import, the two acts, and the trial."""

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.rulebook.benchmark_loading import load_benchmark
from enforcement.rulebook.models import Benchmark
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "benchmarks"
DEMO = FOLDER / "demo-2025.yaml"


@pytest.fixture
def office():
    return bureau()


@pytest.fixture
def importer(office):
    return user_with(Role.LEGAL_REVIEWER, bureau=office)


@pytest.fixture
def second(office):
    return user_with(Role.PRINCIPAL_HEAD, bureau=office)


@pytest.fixture
def reader(office):
    return user_with(Role.INSPECTOR, bureau=office)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def book_for(office, **changes):
    book = yaml.safe_load(DEMO.read_text())
    return book | {"bureau": office.name, "violations": book["violations"][:3]} | changes


def upload(client, book):
    content = book if isinstance(book, bytes) else yaml.safe_dump(book, allow_unicode=True).encode()
    return client.post(reverse("benchmark_add"), {"file": SimpleUploadedFile("b.yaml", content)})


@pytest.fixture
def draft(office, importer):
    answer = upload(as_(importer), book_for(office))
    assert answer.status_code == 302
    return Benchmark.objects.get(bureau=office)


def act_on(client, benchmark, step, **fields):
    url = reverse("benchmark_act", args=[benchmark.pk, step])
    page = client.get(url)
    version = fields.pop("version", page.context["version"])
    return client.post(url, {"version": version, "once": page.context["once"], **fields})


def test_import_makes_a_draft_that_does_not_apply_yet(draft, importer):
    assert (draft.state, draft.imported_by) == ("draft", importer)
    assert not draft.scopes.filter(in_use=True).exists()
    page = as_(importer).get(draft.get_absolute_url())
    assert "待核定：本局设定" in page.content.decode()
    assert [act["label"] for act in page.context["acts"]] == ["发布", "作废"]


def test_a_second_person_publishes(draft, importer, second):
    own = as_(importer).get(reverse("benchmark_act", args=[draft.pk, "publish"]))
    assert "导入人不能发布" in own.content.decode()
    assert act_on(as_(importer), draft, "publish").status_code == 409
    assert act_on(as_(second), draft, "publish").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == ("published", second)
    assert draft.scopes.filter(in_use=False).count() == 0
    acts = Entry.objects.filter(subject=f"benchmark:{draft.pk}").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["benchmark.import", "benchmark.publish"]
    assert act_on(as_(second), draft, "publish").status_code == 409


def test_a_stale_version_and_a_wrong_role_are_refused(draft, second, reader):
    assert act_on(as_(second), draft, "publish", version=9).status_code == 409
    answer = act_on(as_(reader), draft, "publish")
    assert answer.status_code == 409
    assert "批准法规库版次" in answer.content.decode()
    assert act_on(as_(reader), draft, "discard", reason="x").status_code == 409
    assert as_(second).get(reverse("benchmark_act", args=[draft.pk, "rename"])).status_code == 404
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_draft_is_discarded_with_a_reason_and_can_come_again(draft, office, importer):
    assert act_on(as_(importer), draft, "discard", reason="  ").status_code == 422
    assert act_on(as_(importer), draft, "discard", reason="阶次有误").status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.discard_reason) == ("discarded", "阶次有误")
    assert "阶次有误" in as_(importer).get(draft.get_absolute_url()).content.decode()
    assert upload(as_(importer), book_for(office)).status_code == 302


BAD = {
    "not yaml": b"a: [",
    "an alias": b"a: &a [1]\nb: *a\n",
    "another bureau": {"bureau": None},
    "outside the law": {"violations": [{"rule_key": "VI-WS-099-1", "slots": {"entity_first": [
        {"code": "A", "name": "a", "low": 0, "high": 90_000}]}}]},
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_said_why(name, office, importer):
    change = BAD[name]
    answer = upload(as_(importer), change if isinstance(change, bytes) else book_for(office, **change))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Benchmark.objects.exists()


def test_the_same_file_again_and_no_file(draft, office, importer):
    answer = upload(as_(importer), book_for(office))
    assert answer.status_code == 422
    assert "完全相同" in answer.content.decode()
    assert as_(importer).post(reverse("benchmark_add"), {}).status_code == 422


def test_a_bureau_cannot_set_anothers_benchmark(office, importer):
    elsewhere = bureau()
    assert "只能为本机关" in upload(as_(importer), book_for(elsewhere)).content.decode()
    assert not Benchmark.objects.exists()


def test_the_next_edition_shows_what_changes(draft, office, importer, second):
    act_on(as_(second), draft, "publish")
    book = book_for(office, code="YLAJ-2027", effective_from="2027-01-01")
    book["factors"][-1]["value"] = "0.2"
    del book["violations"][2]
    upload(as_(importer), book)
    later = Benchmark.objects.get(code="YLAJ-2027")
    page = as_(second).get(later.get_absolute_url())
    signs = [change.sign for change in page.context["changes"]]
    assert "~" in signs
    assert "-" in signs
    assert "<ins>" in page.content.decode()
    summary = as_(second).get(reverse("benchmark_act", args=[later.pk, "publish"])).context["summary"]
    assert "YLAJ-2025" in [str(value) for _label, value in summary]


def test_the_list_shows_what_concerns_the_reader(draft, reader):
    load_benchmark(FOLDER / "reference" / "sichuan-2023.yaml")
    load_benchmark(DEMO, bureau=bureau())
    page = as_(reader).get(reverse("benchmark_list"))
    names = [row.cells[0].text for row in page.context["table"].rows]
    assert names == [draft.name_zh, "四川省安全生产行政处罚自由裁量标准"]
    assert "不适用于本机关" in page.content.decode()


def test_the_page_of_a_benchmark_costs_the_same_with_more_violations(office, reader, django_assert_max_num_queries):
    benchmark, _new = load_benchmark(DEMO, bureau=office)
    client = as_(reader)
    client.get(benchmark.get_absolute_url())
    with django_assert_max_num_queries(16):
        page = client.get(benchmark.get_absolute_url())
    assert page.content.decode().count("<details") >= 38
    assert "5000元以上" not in page.content.decode()


# ---- trial


ANSWERS = {
    "answered": "yes", "items": "2", "scale": "medium", "circumstances": "plain", "consequences": "injury",
    "harm": "none", "corrected": "no", "cooperation": "plain", "first_offence": "no", "repeated_180": "0",
    "repeated_365": "0", "concealed": "no", "no_fault": "no", "leniency": "none",
}  # fmt: skip


@pytest.fixture
def trial(office, reader):
    benchmark, _new = load_benchmark(DEMO, bureau=office)
    scope = benchmark.scopes.get(rule_key="VI-WS-099-1", slot="entity_first")
    url = reverse("benchmark_trial", args=[benchmark.pk])
    client = as_(reader)
    return lambda **answers: client.get(url, {"scope": scope.pk, **answers})


def test_a_trial_shows_tier_range_and_arithmetic(trial):
    page = trial(**ANSWERS)
    figures = [str(one["value"]) for one in page.context["figures"]]
    assert figures == ["应当罚款", "一般", "1.5万元以上不满3.5万元", "25,000"]
    assert "15,000 + (35,000 − 15,000) × 50%" in page.content.decode()
    before = Entry.objects.count()
    trial(**ANSWERS)
    assert Entry.objects.count() == before


def test_a_trial_says_what_is_open_wrong_or_contradictory(trial):
    assert "assessed" not in trial().context
    page = trial(**ANSWERS | {"items": ""})
    assert [one.key for one in page.context["assessed"].unanswered] == ["items"]
    for key, value in (("items", "x"), ("items", "-1"), ("scale", "huge")):
        page = trial(**ANSWERS | {key: value})
        assert page.status_code == 422
        assert key in page.context["form"].errors
    assert "不能同时成立" in trial(**ANSWERS | {"first_offence": "yes", "repeated_365": "1"}).content.decode()


def test_a_trial_of_an_unknown_scope(trial):
    assert trial(scope="999999").status_code == 422
    assert trial(scope="x").status_code == 422


def test_a_trial_of_a_lapsed_reference(reader):
    benchmark, _new = load_benchmark(FOLDER / "reference" / "shanxi-2021.yaml")
    scope = benchmark.scopes.get(rule_key="VI-WS-103-1", slot="entity_first")
    url = reverse("benchmark_trial", args=[benchmark.pk])
    page = as_(reader).get(url, {"scope": scope.pk, "answered": "yes", "illegal_gains": "330000"})
    assert [str(one["value"]) for one in page.context["figures"]][1:] == ["违法所得30-40万", "99万元", "990,000"]
    assert "2024-10-31" in page.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(draft, reader, language):
    client = as_(reader)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with override(None):  # what the request activates ends with the test
        for name in ("benchmark_detail", "benchmark_trial"):
            assert client.get(reverse(name, args=[draft.pk])).status_code == 200
        assert client.get(reverse("benchmark_list")).status_code == 200


def test_the_page_shows_the_answers_in_the_order_of_the_file(office, reader):
    benchmark, _new = load_benchmark(DEMO, bureau=office)
    benchmark.refresh_from_db()
    page = as_(reader).get(benchmark.get_absolute_url()).content.decode()
    assert "没有、轻微、较重但未构成事故、造成生产安全事故" in page
