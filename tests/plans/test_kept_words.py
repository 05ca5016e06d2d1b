"""What a draw froze in Chinese is read in the reader's language, inside and in public."""

import re

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from enforcement.accounts.roles import Role
from plans.forms.enterprise import EnterpriseForm
from plans.queries.draw_recusal import GROUNDS
from plans.queries.draw_skips import skip_words
from plans.queries.plan import statutory_workdays
from plans.rules.seed_sources import known
from plans.states import DrawState, EnterpriseStatus, Exclusion, Grade, Hazard, Sector
from plans.words import exclusion_word, kept_count, kept_scope, kept_skip, kept_word, workdays_source_word
from supervision.actions.open_draws import publish_draws
from supervision.models import PublicDraw
from tests.factories.accounts import user_with
from tests.factories.draw import draw_at, stepped_back
from tests.factories.plan import team
from tests.plans.test_draw import act_url

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_every_word_a_commitment_may_hold_has_its_english() -> None:
    with override("zh-hans"):
        codes = [*Exclusion.values, *(f"status:{one}" for one in EnterpriseStatus.values)]
        counts = [f"人员：{exclusion_word(code)} × 3" for code in codes]
        scopes = [
            "；".join("、".join(map(str, labels)) for labels in (Sector.labels, Grade.labels, Hazard.labels)),
            "全部行业领域；未分级",
            "冶金等工贸；全部等级",
        ]
        skips = [word for _list, _by, word in skip_words()]
        offices = {by for _list, by, _word in skip_words()}
    with override("en"):
        told = [*map(kept_count, counts), *map(kept_scope, scopes), *map(kept_skip, skips), *map(kept_word, offices)]
    assert [words for words in told if CHINESE.search(words)] == []
    with override("zh-hans"):
        assert [kept_count(one) for one in counts] == counts
        assert [kept_scope(one) for one in scopes] == scopes
        assert [kept_skip(one) for one in skips] == skips


@pytest.mark.django_db
def test_games_and_levels_of_standardisation_are_english_on_english_forms() -> None:
    with override("en"):
        names = [kept_word(one.name) for one in known().values()]
        lines = [kept_word(line.label) for one in known().values() for line in one.lines]
        levels = [str(label) for _value, label in EnterpriseForm().fields["standardisation"].choices]
    assert names[0] == "Double Colour Ball (双色球)"
    assert all(re.match("[A-Za-z]", words) for words in (*names, *lines))
    assert levels == ["--", "Level 1", "Level 2", "Level 3", "Not rated"]


@pytest.mark.django_db
def test_where_the_working_days_come_from_is_told_in_english() -> None:
    known = yaml.safe_load((settings.BASE_DIR / "fixtures/holidays/years.yaml").read_text("utf-8"))["years"]
    with override("en"):  # kept in Chinese whoever drafts
        sources = [statutory_workdays(2031).source, *(row["source"] for row in known if "source" in row)]
    with override("en"):
        told = [workdays_source_word(one) for one in sources]
        assert workdays_source_word("本局测算") == "本局测算"
    assert re.search(r": 365 − \d+ − \d+ = \d+$", told[0])
    assert [words for words in told if CHINESE.search(words)] == []
    with override("zh-hans"):
        assert [workdays_source_word(one) for one in sources] == sources


def test_words_nobody_knows_stay_as_they_were_published() -> None:
    with override("en"):
        assert (kept_skip("另有原因"), kept_count("一行文字"), kept_scope("")) == ("另有原因", "一行文字", "")


@pytest.mark.django_db
def test_the_public_page_and_the_page_inside_are_english_in_english(client: Client) -> None:
    who = team()
    for _n in range(5):
        user_with(Role.INSPECTOR, bureau=who.bureau)
    user_with(Role.INSPECTOR, bureau=who.bureau, certificate=False)
    task = draw_at(DrawState.DRAWN, who, officers_wanted=4)
    task = stepped_back(task, who, task.result["teams"]["officer"][0][0])
    publish_draws()
    client.cookies["django_language"] = "en"
    public = client.get(PublicDraw.objects.get().get_absolute_url())
    assert (public.context["scope"], task.params["scope"]) == (
        "Chemicals (including hazardous chemicals); All grades",
        "化工（含危险化学品）；全部等级",
    )
    assert public.context["exclusions"] == ["Staff: No valid enforcement certificate × 1"]
    assert "Staff: No valid enforcement certificate × 1" in public.content.decode()
    client.force_login(who.chief)
    row = client.get(task.get_absolute_url()).context["skips"].rows[0]
    assert [cell.text for cell in row.cells][3:5] == ["Recused: Close relative", "Enforcement supervisor"]


@pytest.mark.django_db
def test_who_may_step_back_is_called_officer_or_expert(client: Client) -> None:
    who = team()
    task = draw_at(DrawState.DRAWN, who)
    client.force_login(who.chief)
    form = client.get(act_url(task, "recuse")).context["form"]
    labels = [label for _value, label in form.fields["who"].choices]
    row = task.entries.get(list="officer", number=task.result["picks"]["officer"][0])
    assert f"检查人员：{row.name}（名单第 {row.number} 号）" in labels
    assert [value for value, _label in form.fields["ground"].choices] == list(GROUNDS)
