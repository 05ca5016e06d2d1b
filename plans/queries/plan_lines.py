"""What a read table would do to the draft: each line finds its enterprise and is new, a change, the same or refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.models import Unit
from enforcement.wording import parted
from plans.models import Enterprise, Plan, PlanItem
from plans.models.enterprise import of_plans
from plans.queries.licence import beyond_licence, usual_licences, usual_subject
from plans.queries.plan_items import (
    broken_rule,
    in_other_plans,
    usual_ceilings,
    why_not_named,
)
from plans.rules.plan_table import Line, text, written_months
from plans.states import ItemKind, LicenceKind


class Effect(TextChoices):
    ADD = "add", gettext_lazy("新增")
    CHANGE = "change", gettext_lazy("修改")
    SAME = "same", gettext_lazy("无变化")
    REFUSED = "refused", gettext_lazy("不列入")


@dataclass
class Proposal:
    """One line and what becomes of it. `problems`: the place of each cell to mend, and how. `item` is not saved;
    `before` holds the values it would replace."""

    line: Line
    effect: str
    name: str
    item: PlanItem | None = None
    problems: list[tuple[int, str]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def reasons(self) -> list[str]:
        return [message for _place, message in self.problems]

    @property
    def after(self) -> dict[str, Any]:
        return {name: getattr(self.item, name) for name in self.before} if self.item else {}


def propose(plan: Plan, lines: list[Line]) -> list[Proposal]:
    """Six queries, however many lines; one more where the bureau only licenses some of them, one for names it does not
    have."""
    found = Found.of(plan, lines)
    seen: Counter[int] = Counter()
    proposals = []
    for line in lines:
        one = propose_line(plan, line, found)
        if one.item is not None and one.item.enterprise_id and one.effect != Effect.REFUSED:
            seen[one.item.enterprise_id] += 1
            if seen[one.item.enterprise_id] > 1:
                one = refused(line, one.name, line.named_at, _("表中已有这家企业，只按第一次出现的行办理"))
        proposals.append(one)
    return proposals


@dataclass
class Found:
    """What the lines name, looked up at once."""

    codes: dict[str, Enterprise]
    names: dict[str, list[Enterprise]]
    held: dict[int, PlanItem]
    elsewhere: dict[int, str]
    units: dict[str, Unit]
    ceilings: dict[int, int]
    licences: dict[int, str]

    @classmethod
    def of(cls, plan: Plan, lines: Iterable[Line]) -> "Found":
        lines = list(lines)
        codes = {one.credit_code: one for one in Enterprise.objects.filter(credit_code__in=[a.code for a in lines])}
        names = named(plan, {line.name for line in lines if line.name and not line.code})
        meant = [*codes.values(), *(one for same in names.values() for one in same)]
        pks = [one.pk for one in meant]
        items = plan.items.filter(enterprise__in=pks).select_related("enterprise", "unit")
        return cls(
            codes,
            names,
            {item.enterprise_id: item for item in items if item.enterprise_id},
            in_other_plans(pks, plan),
            {text(unit.name): unit for unit in Unit.objects.filter(bureau=plan.bureau_id)},
            usual_ceilings(meant),
            usual_licences(meant, plan.bureau_id),
        )

    def enterprise(self, line: Line) -> Enterprise:
        """Raises ValueError with what to do about a name that is not clear."""
        if line.code:
            if line.code not in self.codes:
                raise ValueError(_("企业库中没有代码 %(code)s，先在企业库登记") % {"code": line.code})
            return self.codes[line.code]
        same = self.names.get(line.name, [])
        if len(same) > 1:
            raise ValueError(_("企业库中有 %(count)s 家同名，改用统一社会信用代码") % {"count": len(same)})
        if not same:
            raise ValueError(_("企业库中没有这个名称，写全称或统一社会信用代码"))
        return same[0]


def named(plan: Plan, names: set[str]) -> dict[str, list[Enterprise]]:
    """What the plan may name. Of another bureau only where it has none of the name, and one of them: the line is then
    refused in the words its code would get, which tell no more than what was typed."""
    found: dict[str, list[Enterprise]] = {}
    for one in Enterprise.objects.filter(of_plans(plan.bureau_id), name__in=names):
        found.setdefault(one.name, []).append(one)
    if left := names - set(found):
        found |= {one.name: [one] for one in Enterprise.objects.filter(name__in=left).order_by("-pk")}
    return found


def refused(line: Line, name: str, place: int, reason: str, *, item: PlanItem | None = None) -> Proposal:
    return Proposal(line, Effect.REFUSED, name, item, [(place, reason)])


def propose_line(plan: Plan, line: Line, found: Found) -> Proposal:
    problems, values = list(line.problems), dict(line.values)
    enterprise: Enterprise | None = None
    if all(place != line.named_at for place, _message in problems):
        try:
            enterprise = found.enterprise(line)
        except ValueError as error:
            problems.append((line.named_at, str(error)))
    if enterprise and enterprise.pk not in found.held:
        reason = why_not_named(enterprise, plan, found.elsewhere)
        problems += [(line.named_at, reason)] if reason else []
    try:
        values |= unit_of(line, found)
    except ValueError as error:
        problems.append((line.place("unit"), str(error)))
    if problems or enterprise is None:  # all of a row at once
        name = enterprise.name if enterprise else line.name or line.code or "--"
        return Proposal(line, Effect.REFUSED, name, problems=sorted(problems))
    return judged_line(plan, line, enterprise, values=values, found=found)


def judged_line(plan: Plan, line: Line, enterprise: Enterprise, *, values: dict[str, Any], found: Found) -> Proposal:
    if held := found.held.get(enterprise.pk):
        return change_of(line, held, values)
    usual = {"ceiling": found.ceilings[enterprise.pk], "licence": found.licences.get(enterprise.pk, "")}
    values = {**usual, **values}
    return judged(Proposal(line, Effect.ADD, enterprise.name, new_item(plan, enterprise, line.kind, values)))


def unit_of(line: Line, found: Found) -> dict[str, Any]:
    if not line.unit:
        return {}
    if line.unit not in found.units:
        raise ValueError(_("本机关没有承办机构“%(unit)s”") % {"unit": line.unit[:40]})
    return {"unit": found.units[line.unit]}


def new_item(plan: Plan, enterprise: Enterprise, kind: str, values: dict[str, Any]) -> PlanItem:
    kind = kind or ItemKind.KEY
    defaults: dict[str, Any] = {"subject": usual_subject(enterprise, plan.bureau_id, kind)}
    return PlanItem(plan=plan, kind=kind, enterprise=enterprise, **{**defaults, **values})


def change_of(line: Line, held: PlanItem, values: dict[str, Any]) -> Proposal:
    if line.kind and line.kind != held.kind:
        reason = _("已列入%(kind)s，类别不能由表格改动，先移除再列入") % {"kind": held.get_kind_display()}
        return refused(line, str(held), line.place("kind"), reason, item=held)
    before = {name: getattr(held, name) for name, value in values.items() if getattr(held, name) != value}
    if not before:
        return Proposal(line, Effect.SAME, str(held), held)
    if held.kind == ItemKind.CAMPAIGN and "months" in before:
        reason = _("专项检查的月份由专项期间决定，在该项目上修改")
        return refused(line, str(held), line.place("months"), reason, item=held)
    for name in before:
        setattr(held, name, values[name])
    return judged(Proposal(line, Effect.CHANGE, str(held), held, before=before))


def judged(one: Proposal) -> Proposal:
    if one.item is not None and (broken := broken_rule(one.item) or beyond_licence(one.item)):
        one.effect, one.problems = Effect.REFUSED, [(one.line.place(broken.field or "name"), str(broken.message))]
    return one


def in_words(one: Proposal) -> str:
    """For the preview: what is set, or old → new."""
    if one.reasons:
        return parted(one.reasons)
    if one.item is None or one.effect == Effect.SAME:
        return ""
    labels = {field.name: str(field.verbose_name) for field in PlanItem._meta.concrete_fields}
    if one.effect == Effect.CHANGE:
        before, after = in_codes(one.before), in_codes(one.after)
        parts = [f"{labels[name]} {plain(old)} → {plain(after[name])}" for name, old in before.items()]
        return parted(parts)
    words = {"visits": one.item.visits, "officers": one.item.officers_per_visit, "days": plain(one.item.days_per_visit)}
    return _("%(visits)s 次，每次 %(officers)s 人 %(days)s 天") % words


def in_codes(values: dict[str, Any]) -> dict[str, Any]:
    """A code becomes its word."""
    if "licence" not in values:
        return values
    kind = values["licence"]
    return {**values, "licence": LicenceKind(kind).label if kind else None}


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return written_months(value) or _("全年")
    return str(value) if value is not None else "--"
