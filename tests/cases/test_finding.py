import pytest
from django.utils import timezone

from cases.actions.finding import add_finding, amend_finding, withdraw_finding
from cases.models import Finding
from cases.states import FindingState, InspectionState as S
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.models import Entry
from enforcement.rulebook.models import ChecklistItem, Violation
from enforcement.rulebook.queries import violations_in_force
from tests.factories.accounts import user_with
from tests.factories.inspection import inspection_at, team_of

pytestmark = pytest.mark.django_db


def some_violation() -> Violation:
    return violations_in_force(timezone.localdate()).order_by("row_id")[0]


def test_the_basis_is_the_violated_article() -> None:
    held = inspection_at(S.UNDER_WAY)
    made = add_finding(held, by=team_of(held)[0], description="未培训", violation=some_violation())
    assert (made.basis, made.state) == (some_violation().violated_citation, FindingState.OPEN)
    entry = Entry.objects.get(act="finding.add")
    assert (entry.article, entry.rule) == (made.basis, made.violation.row_id)


def test_without_a_basis_it_is_only_noted() -> None:
    held = inspection_at(S.UNDER_WAY)
    assert add_finding(held, by=team_of(held)[0], description="工服不整洁").state == FindingState.NOTED


def test_a_violation_is_named_in_plain_words() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    row = some_violation()
    assert add_finding(held, by=by, description="甲", violation=row.name_zh).violation.name_zh == row.name_zh
    with pytest.raises(RuleBroken) as broken:
        add_finding(held, by=by, description="乙", violation="安全生产")
    assert broken.value.field == "violation"


def test_a_lapsed_violation_is_refused() -> None:
    held = inspection_at(S.UNDER_WAY)
    today = timezone.localdate()
    lapsed = next(row for row in Violation.objects.current() if row.effective_to and row.effective_to < today)
    with pytest.raises(RuleBroken) as broken:
        add_finding(held, by=team_of(held)[0], description="甲", violation=lapsed)
    assert broken.value.field == "violation"


def test_the_item_is_of_the_own_checklist() -> None:
    held = inspection_at(S.UNDER_WAY)
    foreign = ChecklistItem.objects.exclude(checklist=held.checklist).first()
    with pytest.raises(RuleBroken):
        add_finding(held, by=team_of(held)[0], description="甲", item=foreign)


def test_only_the_officers_record_and_only_on_site() -> None:
    held = inspection_at(S.UNDER_WAY)
    with pytest.raises(NotPermitted):
        add_finding(held, by=user_with(Role.INSPECTOR, bureau=held.bureau), description="甲")
    sealed = inspection_at(S.SEALED)
    with pytest.raises(StepRefused):
        add_finding(sealed, by=team_of(sealed)[0], description="甲")


def test_amending_keeps_what_it_said() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    made = add_finding(held, by=by, description="未培训")
    amend_finding(made, by=by, description="七人未培训", place="合成车间", severity="major", violation=some_violation())
    made.refresh_from_db()
    assert (made.description, made.state) == ("七人未培训", FindingState.OPEN)
    assert Entry.objects.get(act="finding.amend").before["description"] == "未培训"


def test_withdrawing_keeps_what_it_said() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    withdraw_finding(add_finding(held, by=by, description="未培训"), by=by, reason="误记")
    assert not Finding.objects.exists()
    assert Entry.objects.get(act="finding.withdraw").before["description"] == "未培训"


def test_the_pages(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/findings/new/?item=GEN-01&q=培训"
    page = client.get(url).content.decode()
    assert held.checklist.items.get(row_id="GEN-01").basis_text in page
    assert client.post(url, {"severity": "general"}).status_code == 422
    assert client.post(url, {"severity": "general", "description": "无签收"}).status_code == 302
    made = held.findings.get()
    amend = f"/findings/{made.pk}/amend/"
    assert client.get(amend).status_code == 200
    assert client.post(amend, {"severity": "major", "description": "均无签收"}).status_code == 302
    withdraw = f"/findings/{made.pk}/withdraw/"
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "误记"}).status_code == 302


def test_without_scripts_the_button_lists_what_is_near_and_keeps_what_was_typed(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/findings/new/"
    typed = {"severity": "major", "description": "写了一半", "violation": "焊工没有操作证"}
    answer = client.post(url, typed | {"violation_look": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "写了一半" in page
    assert "以下内容需要改正" not in page
    assert 'value="VI-WS-097-7"' in page
    assert not held.findings.exists()
    picked = typed | {"violation_pick": "VI-WS-097-7", "violation_asked": "焊工没有操作证"}
    assert client.post(url, picked).status_code == 302
    assert held.findings.get().violation.rule_key == "VI-WS-097-7"


def test_a_choice_counts_only_for_the_words_it_was_listed_for(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/findings/new/"
    sent = {"severity": "general", "description": "甲", "violation": "灭火器过期", "violation_asked": "电工没证"}
    assert client.post(url, sent | {"violation_pick": "VI-WS-097-7"}).status_code == 302
    assert held.findings.get().violation.rule_key == "VI-WS-099-3"


def test_words_that_are_only_like_a_violation_choose_none(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    sent = {"severity": "general", "description": "打好的字", "violation": "下污水井没有检测气体"}
    answer = client.post(f"/inspections/{held.pk}/findings/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "打好的字" in page
    assert 'value="VI-CS-020"' in page


def test_article_range_and_authority_stand_beside_each_suggestion(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/findings/new/"
    page = client.get(url).content.decode()
    row = violations_in_force(timezone.localdate()).get(rule_key="VI-WS-099-1")
    about = f"{row.violated_citation}；单位 0—50,000 元"
    assert about in page
    page = client.post(url, {"violation": "车间噪声超标", "violation_look": "1"}).content.decode()
    assert "不属本机关" in page
    assert "由卫生健康行政部门" in page


def test_the_record_page_carries_the_list_for_work_without_network(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    page = client.get(f"/inspections/{held.pk}/record/").content.decode()
    for row in violations_in_force(timezone.localdate()):
        assert f'data-key="{row.rule_key}"' in page
    assert "data-words=" in page


def test_strangers_get_nothing(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    made = add_finding(held, by=team_of(held)[0], description="未培训")
    client.force_login(user_with(Role.INSPECTOR))
    assert client.get(f"/findings/{made.pk}/amend/").status_code == 404
    client.force_login(user_with(Role.INSPECTOR, bureau=held.bureau))
    assert client.post(f"/findings/{made.pk}/withdraw/", {"reason": "x"}).status_code == 403
