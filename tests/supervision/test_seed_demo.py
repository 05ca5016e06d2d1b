"""The demo bureau at a small size, seeded once: every state of every flow, valid codes, invented names."""

import datetime as dt
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.test import Client, TestCase, override_settings

from cases.models import Finding, Inspection, Order, PenaltyCase, Reinspection, Signature
from cases.states import FindingState, InspectionState, OrderState, PenaltyState, ReinspectionState, SignatureMode
from enforcement.accounts.models import User
from enforcement.documents.fonts import prepared
from enforcement.documents.models import Document
from enforcement.web.models import Reminder
from plans.models import Assignment, Draw, Enterprise, Grading, Plan
from plans.queries.plan import gauges
from plans.rules.credit_code import check
from plans.states import AssignmentState, DrawState, Grade, Origin, PlanState
from supervision.demo.clock import TODAY
from supervision.demo.courses import courses
from supervision.demo.scales import seed
from supervision.demo.sizes import SCALES, Scale
from supervision.models import Period, Publication, PublicDecision, PublicDraw, PublicPlan
from supervision.states import PeriodState, PublicationState

SMALL = Scale(240, gradings=60, keys=12, plain=2, orders=4, closed=2, drawn=6)
NOT_RESTED_IN = {DrawState.REVEALING, PlanState.ENDORSED, PlanState.APPROVED, PlanState.FILED, PeriodState.OPEN}


STATES: tuple[tuple[Any, Any], ...] = (
    (Plan, PlanState),
    (Draw, DrawState),
    (Assignment, AssignmentState),
    (Inspection, InspectionState),
    (Finding, FindingState),
    (Order, OrderState),
    (Reinspection, ReinspectionState),
    (PenaltyCase, PenaltyState),
    (Publication, PublicationState),
    (Period, PeriodState),
)


class SeedDemo(TestCase):
    """Seeded once for the class, in its transaction."""

    @classmethod
    def setUpTestData(cls) -> None:
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with TemporaryDirectory() as folder, override_settings(FILES_ROOT=Path(folder), PASSWORD_HASHERS=hashers):
            seed(SMALL, tell=lambda _: None)

    def test_every_state_occurs(self) -> None:
        for model, states in STATES:
            held = set(model.objects.values_list("state", flat=True))
            wanted = set(states.values) - NOT_RESTED_IN
            if not prepared():
                wanted.discard(PenaltyState.ARCHIVED)
            assert wanted <= held, model.__name__

    def test_codes_have_their_check_digit(self) -> None:
        codes = Enterprise.objects.values_list("credit_code", flat=True)
        assert len(codes) == SMALL.enterprises
        assert [code for code in codes if check(code)] == []

    def test_no_name_could_be_taken_for_a_real_one(self) -> None:
        names = [*User.objects.values_list("name", flat=True), *Enterprise.objects.values_list("name", flat=True)]
        names += Enterprise.objects.values_list("legal_person", flat=True)
        names += [name for name in Inspection.objects.values_list("host_name", flat=True) if name]
        assert [name for name in names if "演" not in name] == []

    def test_ledger_holds(self) -> None:
        said = StringIO()
        call_command("verify_ledger", stdout=said, stderr=said)
        assert "agree" in said.getvalue()

    def test_nothing_was_done_today_or_later(self) -> None:
        assert Inspection.objects.filter(created_at__date__gte=TODAY).count() == 0
        assert Document.objects.filter(issued_at__date__gte=TODAY).count() == 0

    def test_all_grades_and_origins_occur(self) -> None:
        assert set(Grading.objects.values_list("grade", flat=True)) == set(Grade.values)
        origins = set(Assignment.objects.values_list("origin", flat=True))
        assert {Origin.PLAN, Origin.DRAW, Origin.COMPLAINT, Origin.CAMPAIGN} <= origins

    def test_one_task_goes_beyond_the_frequency_and_says_why(self) -> None:
        task = Assignment.objects.get(subject="核查有限空间作业停工报告")
        assert not task.limit_exempt
        assert task.over_ceiling_reason
        assert {one["period"] for one in task.over_limits} >= {"day"}
        client = Client()
        client.force_login(User.objects.get(username="chief"))
        assert task.over_ceiling_reason in client.get(task.get_absolute_url()).content.decode()

    def test_plans_keep_the_key_share(self) -> None:
        for plan in Plan.objects.exclude(state=PlanState.DRAFT):
            held = gauges(plan)
            assert held.holds_key_share
            assert held.holds_capacity

    def test_terms_end_around_today(self) -> None:
        dues = set(Order.objects.filter(state=OrderState.DELIVERED).values_list("next_due", flat=True))
        assert {TODAY + dt.timedelta(days=days) for days in range(4)} <= dues
        assert any(due and due < TODAY for due in dues)
        assert Reminder.objects.exists()

    def test_some_refused_to_sign(self) -> None:
        refused = Signature.objects.filter(mode=SignatureMode.REFUSED)
        assert refused.exists()
        assert not refused.filter(reason="").exists()

    def test_public_pages_have_something_to_show(self) -> None:
        assert PublicPlan.objects.count() == 3
        assert PublicPlan.objects.filter(year=2026, content__adjustment__minor=True).exists()
        assert PublicPlan.objects.filter(year=2026, content__last_year__year=2025).count() == 2
        assert PublicDraw.objects.filter(proof_file__isnull=False).exists()
        assert PublicDraw.objects.filter(proof_file__isnull=True).exists()
        assert PublicDecision.objects.filter(withdrawn_on__isnull=True, expires_on__gte=TODAY).exists()

    def test_last_year_is_a_base_for_this_one(self) -> None:
        for year in (2025, 2026):
            period = Period.objects.get(bureau__short_name="云岭", year=year, quarter=3)
            assert period.figures.filter(value__gt=0).count() > 10

    def test_lists_go_on_to_a_second_page(self) -> None:
        for username, path in (("chief", "/enterprises/"), ("inspector", "/inspections/"), ("leader", "/assignments/")):
            client = Client()
            client.force_login(User.objects.get(username=username))
            page = client.get(path)
            assert page.status_code == 200
            assert "after=" in page.content.decode(), path


def test_same_seed_gives_the_same_year() -> None:
    assert courses(SMALL, 2026) == courses(SMALL, 2026)
    assert courses(SMALL, 2026) != courses(SMALL, 2027)


def test_demo_has_the_caseload_of_a_year() -> None:
    made = courses(SCALES["demo"], 2026)
    assert len(made) > 120
    assert sum(one.case is not None for one in made) >= 40
    assert sum(one.order is not None for one in made) >= 50
