"""What a known public source gives, and the form its seed must have."""

from decimal import Decimal
from math import comb, log2

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from plans.actions import draw as actions
from plans.models import Draw
from plans.queries import draw as draws
from plans.rules.draw import DrawError
from plans.rules.draw_commitment import commitment_sha256
from plans.rules.seed_sources import CUSTOM, bits_of, known, lines_of, read_seed
from plans.states import DrawState
from tests.factories.clock import clock_at
from tests.factories.draw import after, draw_at
from tests.factories.plan import graded, team
from tests.plans.test_draw import act_url, typed

DRAWS = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/random-draw.yaml").read_text(encoding="utf-8"))
LOTTERY = "3 8 17 22 29 31\n7"


def test_one_lottery_gives_the_bits_of_the_rulebook():
    said = DRAWS["rfc3797"]["source_entropy"]["双色球 (6 of 33 and 1 of 16)"]
    assert float(bits_of(["ssq"])) == said
    assert known()["ssq"].bits == pytest.approx(log2(comb(33, 6) * 16))


@pytest.mark.parametrize(
    ("kinds", "outcomes"),
    [(["dlt"], comb(35, 5) * comb(12, 2)), (["fc3d"], 1000), (["pl5"], 100_000), (["kl8"], comb(80, 20)),
     (["ssq", "ssq", "fc3d"], (comb(33, 6) * 16) ** 2 * 1000)],
)  # fmt: skip
def test_bits_are_those_of_all_outcomes(kinds, outcomes):
    given = bits_of(kinds)
    assert abs(log2(outcomes) - float(given)) <= 0.051


def test_a_source_outside_the_table_gives_none_by_itself():
    assert bits_of([CUSTOM]) == 0
    assert bits_of(["ssq", CUSTOM]) == bits_of(["ssq"])


def test_only_what_was_computed_goes_without_a_mark():
    assert [key for key, one in known().items() if one.confirmed] == ["ssq"]


def test_a_seed_of_the_right_form_is_read_line_by_line():
    assert read_seed(LOTTERY, ["ssq"]) == [[3, 8, 17, 22, 29, 31], [7]]
    assert read_seed(f"{LOTTERY}\n057", ["ssq", "fc3d"]) == [[3, 8, 17, 22, 29, 31], [7], [57]]
    assert read_seed("1 2 3\n4", [CUSTOM, CUSTOM]) == [[1, 2, 3], [4]]


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("3 8 17 22 29 31", "应有 2 行"),
        (f"{LOTTERY}\n5", "应有 2 行"),
        ("3 8 17 22 29\n7", "第 1 行格式不正确：双色球红球应为 6 个 1 至 33 的不同整数"),
        ("3 8 17 22 29 29\n7", "第 1 行"),
        ("3 8 17 22 29 34\n7", "第 1 行"),
        ("0 8 17 22 29 31\n7", "第 1 行"),
        ("3 8 17 22 29 31\n17", "第 2 行格式不正确：双色球蓝球"),
        ("3 8 17 22 29 31\n0", "第 2 行"),
        ("3 8 17 22 29 31\n7 8", "第 2 行"),
        ("abc\n7", "第 1 行"),
    ],
)
def test_a_seed_of_another_form_is_refused_with_words(seed, words):
    with pytest.raises(DrawError, match=words):
        read_seed(seed, ["ssq"])


@pytest.mark.parametrize("seed", ["1 2 3\n4", "1\n2\n3"])
def test_a_source_of_ones_own_is_one_line(seed):
    """A second line would let whoever types it add numbers nobody can look up."""
    with pytest.raises(DrawError, match="应有 1 行"):
        read_seed(seed, [CUSTOM])


def test_every_line_says_what_it_wants():
    assert [line.in_words() for line in lines_of(["ssq", CUSTOM])] == [
        "6 个 1 至 33 的不同整数", "1 个 1 至 16 的整数", "整数，用空格或逗号分隔",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_form_computes_the_bits_and_the_seed_page_names_the_lines(client):
    who = team()
    graded(who.bureau, 12)
    client.force_login(who.chief)
    chosen = {"first_source": "ssq", "second_source": "dlt", "seed_bits": ""}
    assert client.post(reverse("draw_add"), typed() | chosen).status_code == 302
    task = Draw.objects.get()
    assert (task.seed_kinds, task.seed_bits) == (["ssq", "dlt"], bits_of(["ssq", "dlt"]))
    frozen = actions.publish_commitment(actions.freeze(task, by=who.chief))
    assert frozen.params["source_lines"] == ["双色球红球", "双色球蓝球", "大乐透前区", "大乐透后区"]
    with clock_at(after(frozen)):
        page = client.get(act_url(frozen, "seed")).content.decode()
        assert "第 1 行：双色球红球，6 个 1 至 33 的不同整数" in page
        answer = client.post(act_url(frozen, "seed"), {"sources": LOTTERY, "version": frozen.version})
        assert answer.status_code == 422
        assert "种子应有 4 行" in answer.content.decode()
        right = f"{LOTTERY}\n1 2 3 4 5\n6 7"
        assert client.post(act_url(frozen, "seed"), {"sources": right, "version": frozen.version}).status_code == 302


@pytest.mark.django_db
def test_a_source_of_ones_own_needs_its_bits_and_adds_to_the_known_ones(client):
    who = team()
    client.force_login(who.chief)
    answer = client.post(reverse("draw_add"), typed() | {"second_source": "ssq", "seed_bits": ""})
    assert answer.status_code == 422
    assert "填写其随机量" in answer.content.decode()
    assert client.post(reverse("draw_add"), typed() | {"second_source": "ssq", "seed_bits": "10"}).status_code == 302
    task = Draw.objects.get()
    assert task.seed_bits == bits_of(["ssq"]) + Decimal(10)
    page = client.get(reverse("draw_edit", args=[task.pk])).content.decode()
    assert 'value="10.0"' in page
    assert "待核定" in client.get(task.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", ["3 8 17", "99 1 2 3 4 5\n6"])
def test_the_second_person_is_held_to_the_same_form(seed):
    who = team()
    task = draw_at(DrawState.FROZEN, who, seed_kinds=["ssq"])
    with clock_at(after(task)):
        entered = actions.enter_seed(task, by=who.chief, sources=LOTTERY)
        with pytest.raises(DrawError, match="行"):
            actions.confirm_seed(entered, by=who.supervisor, sources=seed)


@pytest.mark.django_db
def test_bits_reason_and_way_of_entering_are_under_the_commitment():
    who = team()
    task = draw_at(DrawState.DRAFT, who, seed_bits="5", small_source_reason="当期只有一个来源")
    needed = draws.bits_needed(task, {"unit": 12, "officer": 2})
    frozen = actions.freeze(task, by=who.chief)
    assert (frozen.params["bits_given"], frozen.params["bits_needed"]) == ("5.0", f"{needed:.1f}")
    assert f"{log2(220):.1f}" == f"{needed:.1f}"  # 3 of 12, both officers
    assert frozen.params["small_source_reason"] == "当期只有一个来源"
    assert frozen.params["entry_method"] == task.entry_method != ""
    for name in ("bits_given", "bits_needed", "small_source_reason", "entry_method"):
        changed = {**frozen.params, name: "别的"}
        assert commitment_sha256(frozen.salt, frozen.hashes, changed) != frozen.commitment


@pytest.mark.django_db
def test_the_form_says_what_is_needed_and_given_before_anything_is_saved(client):
    who = team()
    graded(who.bureau, 12)
    client.force_login(who.chief)
    assert "保存前显示" in client.get(reverse("draw_add")).content.decode()
    page = client.post(reverse("draw_need"), typed(seed_bits="5")).content.decode()
    assert f"{log2(220):.1f} 比特" in " ".join(page.split())
    assert "来源不足" in page
    assert "现有 12 个，抽取 3 个" in page
    assert "来源足够" in client.post(reverse("draw_need"), typed(seed_bits="8")).content.decode()
    assert "名单不足" in client.post(reverse("draw_need"), typed(units_wanted=13)).content.decode()
    assert "填写完整后显示" in client.post(reverse("draw_need"), typed(title="")).content.decode()
    assert not Draw.objects.exists()
    refused = client.post(reverse("draw_add"), typed(seed_bits="5", window_to="2020-01-01"))
    assert refused.status_code == 422
    client.force_login(who.supervisor)
    assert client.post(reverse("draw_need"), typed()).status_code == 403
