from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from cases.flows.inspection import FLOW as INSPECTION
from cases.flows.order import FLOW as ORDER
from cases.flows.penalty import FLOW as PENALTY
from cases.flows.reinspection import FLOW as REINSPECTION
from cases.models import Delivery, Inspection, Order, PenaltyCase, Reinspection
from cases.models.penalty import PenaltyQuerySet
from cases.queries import on_record, plan_figures, unfinished as ends
from cases.states import InspectionState
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import Role
from enforcement.web import queue, search
from plans.queries import facts, indicators, life, unfinished


def listed(user: User) -> PenaltyQuerySet:
    return PenaltyCase.objects.visible_to(user).select_related("enterprise", "violation")


def cases_of(user: User, words: str) -> PenaltyQuerySet:
    return listed(user).of_party(words) | listed(user).filter(number__contains=words)


queue.register(
    queue.Kind(
        INSPECTION,
        _("现场检查"),
        lambda user: Inspection.objects.visible_to(user).select_related("enterprise"),
        due_field="planned_on",
        due_states=frozenset({InspectionState.PLANNING, InspectionState.SUBMITTED, InspectionState.APPROVED}),
        mine=lambda user: Q(officers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
queue.register(
    queue.Kind(
        ORDER,
        _("责令整改"),
        lambda user: Order.objects.visible_to(user).select_related("enterprise"),
        due_field="next_due",
        text=lambda order: f"{order.enterprise} {order.number}".rstrip(),
        mine=lambda user: Q(inspection__officers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
queue.register(
    queue.Kind(
        REINSPECTION,
        _("复查"),
        lambda user: Reinspection.objects.visible_to(user).select_related("order__enterprise"),
        due_field="done_on",
        mine=lambda user: Q(officers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
queue.register(
    queue.Kind(
        PENALTY,
        _("行政处罚案件"),
        listed,
        due_field="next_due",
        text=lambda case: f"{case.party} {case.number}".rstrip(),
        mine=lambda user: Q(handlers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
search.register(
    pgettext_lazy("menu", "检查"),
    lambda user, words: (
        Inspection.objects.visible_to(user)
        .select_related("enterprise")
        .filter(Q(number__contains=words) | Q(enterprise__name__contains=words))
        .order_by("-id")
    ),
)
search.register(
    _("责令整改"),
    lambda user, words: (
        Order.objects.visible_to(user)
        .select_related("enterprise")
        .filter(Q(number__contains=words) | Q(enterprise__name__contains=words))
        .order_by("-id")
    ),
)
search.register(pgettext_lazy("menu", "案件"), lambda user, words: cases_of(user, words).order_by("-id"))
life.register(
    life.Kind(
        _("现场检查"), lambda user: Inspection.objects.visible_to(user).select_related("enterprise"), "created_at"
    )
)
life.register(
    life.Kind(
        _("责令整改"),
        lambda user: Order.objects.visible_to(user).select_related("enterprise"),
        "created_at",
        text=lambda order: order.number or str(order),
    )
)
life.register(
    life.Kind(
        _("复查"),
        lambda user: Reinspection.objects.visible_to(user).select_related("order__enterprise"),
        "done_on",
        enterprise="order__enterprise",
    )
)
life.register(
    life.Kind(
        _("行政处罚案件"),
        listed,
        "created_at",
        text=lambda case: f"{case} {case.violation}",
    )
)
for through in ("order", "penalty"):
    life.register(
        life.Kind(
            _("送达"),
            lambda user: Delivery.objects.visible_to(user).select_related("document"),
            "delivered_on",
            enterprise=f"{through}__enterprise",
            text=lambda one: str(one.document),
            state=lambda one: str(one.get_method_display()),
            url=lambda one: f"/deliveries/{one.pk}/",
        )
    )
indicators.register(
    indicators.Kind(
        "findings",
        "问题隐患查处率",
        _("问题隐患查处率"),
        Permission.VIEW_INSPECTIONS,
        plan_figures.findings_of,
        plan_figures.dealt_with,
    )
)
indicators.register(
    indicators.Kind(
        "cases",
        "执法案件结案率",
        _("执法案件结案率"),
        Permission.VIEW_CASES,
        plan_figures.cases_of_year,
        plan_figures.closed_cases,
    )
)
for name, label, find, counts in (
    ("open_hazards", _("隐患整改情况"), on_record.open_hazards, False),
    ("major_findings", _("查出的重大事故隐患数"), on_record.major_findings, True),
    ("penalties", _("行政处罚数"), on_record.penalties, True),
):
    facts.register(facts.Provider(name, label, _("执法记录"), find, counts=counts))
unfinished.register(
    unfinished.Kind(
        "inspection",
        _("现场检查"),
        lambda ids: ends.inspections(Inspection.objects.filter(enterprise__in=ids)),
        Inspection.objects.visible_to,
        page="/inspections/?enterprise={}&open=on",
    )
)
unfinished.register(
    unfinished.Kind(
        "order",
        _("责令整改"),
        lambda ids: ends.orders(Order.objects.filter(enterprise__in=ids)),
        Order.objects.visible_to,
        page="/orders/?enterprise={}&open=on",
        text=lambda order: order.number or str(order),
    )
)
unfinished.register(
    unfinished.Kind(
        "case",
        _("行政处罚案件"),
        lambda ids: ends.cases(PenaltyCase.objects.filter(enterprise__in=ids)),
        PenaltyCase.objects.visible_to,
        page="/penalties/?enterprise={}&open=on",
    )
)
