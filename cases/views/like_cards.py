"""How like cases are shown: the figures and how they are counted, each case as a link, what is left out and why."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Charge, LikeSnapshot, PenaltyCase
from cases.queries.decision import slot_words
from cases.queries.like import Kind, Like, LikeCase, like_cases, snapshots_of
from cases.rules.like import ABOVE, BELOW, INSIDE, LEAST, Figures, neighbours
from cases.states import Outcome
from enforcement.accounts.models import Bureau, User
from enforcement.web.tables import Column, Table
from plans.states import Scale

LISTED = 100
TONES = {BELOW: "near", INSIDE: "ok", ABOVE: "near", "": "muted"}


def like_card(charge: Charge, kind: Kind, *, user: User, amount: Decimal | None = None) -> dict[str, Any]:
    """For the page on which an amount is proposed. `amount`: what is proposed, where there is one already."""
    like = like_cases(charge, kind, on=timezone.localdate(), user=user)
    place = like.position(amount) if amount is not None else ""
    return {
        "title": _t("第 %(number)s 项 %(name)s") % {"number": charge.number, "name": charge.violation.name_zh},
        "kind": kind_words(kind),
        "span": _t("%(since)s 至 %(until)s") % {"since": like.since, "until": like.until},
        "groups": figure_groups(like),
        "place": position_words(place),
        "tone": TONES[place],
        "cases": cases_table(_("同类案件"), like.shown),
        "excluded": excluded_table(like.excluded),
        "method": method(),
    }


def like_rows(charge: Charge, kind: Kind) -> list[Any]:
    """In short, of the bureau alone: for the page of an act."""
    held = like_cases(charge, kind, on=timezone.localdate(), user=None)
    if held.own.figures is None:
        words = _t("本机关 %(n)s 件") % {"n": len(held.own.cases)}
    else:
        found = held.own.figures
        words = _t("本机关 %(n)s 件，中位数 %(median)s，中间一半 %(lower)s—%(upper)s") % {
            "n": len(held.own.cases), "median": yuan(found.median), "lower": yuan(found.lower),
            "upper": yuan(found.upper),
        }  # fmt: skip
    return [(_("同类案件"), words)]


def kind_words(kind: Kind) -> str:
    scales = "、".join(scale_word(one) for one in neighbours(kind.scale) if one)
    words = {"slot": slot_words(kind.slot), "tier": kind.tier or _t("未分阶次"), "scales": scales}
    return _t("同一违法行为；%(slot)s；裁量阶次：%(tier)s；企业规模：%(scales)s") % words


def scale_word(scale: str) -> str:
    return str(dict(Scale.choices).get(scale, _t("规模不详")))


def figure_groups(like: Like) -> list[dict[str, Any]]:
    groups = [(_t("本机关"), like.own)]
    if like.level:
        groups.append((_t("同级机关（含本机关）"), like.level))
    return [{"name": name, "count": len(group.cases), "rows": figure_rows(group.figures)} for name, group in groups]


def figure_rows(held: Figures | None) -> list[Any]:
    if held is None:
        return [(_("统计"), _t("罚款案件不足 %(least)s 件，只列案件，不作统计") % {"least": LEAST})]
    return [
        (_("罚款案件"), _t("%(n)s 件") % {"n": held.count}),
        (_("最低"), yuan(held.least)),
        (_("下四分位数"), yuan(held.lower)),
        (_("中位数"), yuan(held.median)),
        (_("上四分位数"), yuan(held.upper)),
        (_("最高"), yuan(held.most)),
    ]


def yuan(amount: Any) -> str:
    return _t("%(amount)s 元") % {"amount": f"{Decimal(str(amount)):,.2f}"}


def method() -> str:
    return _t(
        "四分位数按包含两端的线性插值计算：n 件罚款从小到大排列，取第 (n−1)×q+1 位；"
        "超出当时裁量阶次的罚款不计入，另行列出。"
    )


def position_words(place: str) -> str:
    return {
        BELOW: _t("低于中间一半，须写明理由"), INSIDE: _t("在中间一半之内"),
        ABOVE: _t("高于中间一半，须写明理由"), "": "",
    }[place]  # fmt: skip


def cases_table(caption: Any, rows: Iterable[LikeCase]) -> Table:
    """The newest; how many there are in all stands in the caption."""
    rows = tuple(rows)
    if len(rows) > LISTED:
        caption = _t("同类案件，最近 %(listed)s 件，共 %(all)s 件") % {"listed": LISTED, "all": len(rows)}
    names = bureau_names(rows[:LISTED])
    return Table(caption, case_columns(names), rows[:LISTED], None, _("没有同类案件"))


def excluded_table(rows: Iterable[LikeCase]) -> Table | None:
    rows = tuple(rows)
    if not rows:
        return None
    columns = (*case_columns(bureau_names(rows)), Column(_("当时的阶次"), lambda one: tier_words(one.low, one.high)))
    return Table(_("超出当时裁量阶次，不计入"), columns, rows[:LISTED])


def case_columns(names: dict[int, str]) -> tuple[Column, ...]:
    return (
        Column(_("案号"), lambda one: one.number, href=lambda one: reverse("penalty_detail", args=[one.penalty])),
        Column(_("机关"), lambda one: names.get(one.bureau, "")),
        Column(_("企业规模"), lambda one: scale_word(one.scale)),
        Column(_("决定日期"), lambda one: one.decided_on),
        Column(_("处理"), lambda one: Outcome(one.outcome).label),
        Column(_("罚款（元）"), lambda one: one.amount, numeric=True),
    )


def tier_words(low: Any, high: Any) -> str:
    ends = [f"{Decimal(str(one)):,.2f}" if one not in (None, "") else "…" for one in (low, high)]
    return "—".join(ends)


def bureau_names(rows: Iterable[Any]) -> dict[int, str]:
    return dict(Bureau.objects.filter(pk__in={one.bureau for one in rows}).values_list("pk", "name"))


def snapshot_rows(case: PenaltyCase) -> Table | None:
    """On the page of the case: what was shown, when, to whom."""
    held = list(snapshots_of(case))
    if not held:
        return None
    columns = (
        Column(_("违法行为"), lambda one: f"{one.charge.number}. {one.charge.violation.name_zh}",
               href=lambda one: reverse("like_snapshot", args=[case.pk, one.pk])),
        Column(_("调查报告"), lambda one: _t("第 %(n)s 版") % {"n": one.investigation.edition}),
        Column(_("拟罚款（元）"), lambda one: one.amount, numeric=True),
        Column(_("案件"), lambda one: len(one.cases), numeric=True),
        Column(_("位置"), lambda one: position_words(one.position)),
        Column(_("查看人"), lambda one: one.shown_to),
        Column(_("查看时间"), lambda one: one.shown_at),
    )  # fmt: skip
    return Table(_("提出罚款时查看的同类案件"), columns, held)


def snapshot_facts(held: LikeSnapshot) -> list[Any]:
    found = held.figures
    labels = {"count": _("罚款案件（件）"), "least": _("最低"), "lower": _("下四分位数"), "median": _("中位数"),
              "upper": _("上四分位数"), "most": _("最高")}  # fmt: skip
    whose = {"bureau": _t("本机关"), "level": _t("同级机关（含本机关）")}.get(found.get("of", ""), "")
    figures = [
        (label, found[name] if name == "count" else yuan(found[name]))
        for name, label in labels.items()
        if name in found
    ]
    return [
        (_("违法行为"), f"{held.charge.number}. {held.charge.violation.name_zh}"),
        (_("拟罚款"), yuan(held.amount)),
        (_("裁量阶次"), held.tier),
        (_("企业规模"), scale_word(held.scale)),
        (_("期间"), f"{held.since} — {held.until}"),
        (_("统计范围"), whose or _t("罚款案件不足 %(least)s 件，未作统计") % {"least": LEAST}),
        *figures,
        (_("位置"), position_words(held.position)),
        (_("与同类案件差异的理由"), held.reason),
        (_("查看人"), held.shown_to),
        (_("查看时间"), f"{timezone.localtime(held.shown_at):%Y-%m-%d %H:%M}"),
        ("SHA-256", held.digest),
    ]


def kept_table(caption: Any, rows: list[dict[str, Any]], names: dict[int, str], seen: set[int]) -> Table:
    columns = (
        Column(_("案号"), lambda one: one["number"],
               href=lambda one: reverse("penalty_detail", args=[one["penalty"]]) if one["penalty"] in seen else ""),
        Column(_("机关"), lambda one: names.get(one["bureau"], "")),
        Column(_("企业规模"), lambda one: scale_word(one["scale"])),
        Column(_("决定日期"), lambda one: one["decided_on"]),
        Column(_("处理"), lambda one: Outcome(one["outcome"]).label),
        Column(_("罚款（元）"), lambda one: Decimal(one["amount"]), numeric=True),
        Column(_("当时的阶次"), lambda one: tier_words(one.get("low"), one.get("high")) if "low" in one else ""),
    )  # fmt: skip
    return Table(caption, columns, rows, None, _("没有同类案件"))
