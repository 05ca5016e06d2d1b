"""How a draw is shown in each of its four locked steps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.models import Draw
from plans.queries import draw as draws
from plans.states import DrawState as S, Grade

ORDER = (S.DRAFT, S.FROZEN, S.SEEDED, S.CONFIRMED, S.DRAWN, S.REVEALED)
SHOWN = 200  # rows of a list on the page; the proof file has all
KNOWN_SEED = {S.CONFIRMED, S.DRAWN, S.REVEALED, S.VOID}
LIST_LABELS = {draws.UNIT: _("企业名单"), draws.OFFICER: _("人员名单")}


def draw_trail(task: Draw | None, *last: Any) -> list[tuple[Any, str | None]]:
    own: list[tuple[Any, str | None]] = [(task.number, task.get_absolute_url() if last else None)] if task else []
    return [(_("双随机抽取"), reverse("draw_list")), *own, *((one, None) for one in last)]


def identity_of(task: Draw) -> dict[str, Any]:
    tone = {S.VOID: "over", S.REVEALED: "ok"}.get(S(task.state), "info")
    facts = [
        (_("抽取企业数"), task.units_wanted),
        (_("抽取人员数"), task.officers_wanted),
        (_("检查期间"), f"{task.window_from.isoformat()} — {task.window_to.isoformat()}"),
        (_("机关"), task.bureau),
    ]
    return {"title": task.title, "number": task.number, "stage": task.get_state_display(), "tone": tone, "facts": facts}


def tracker_of(task: Draw) -> list[dict[str, Any]]:
    """条件 → 冻结名单 → 种子 → 抽取 → 公布."""
    labels = ((_("条件"), S.FROZEN), (_("冻结名单"), S.SEEDED), (_("种子"), S.DRAWN), (_("抽取"), S.REVEALED))
    if task.state == S.VOID:
        return []
    now = ORDER.index(S(task.state))
    steps = [(label, now >= ORDER.index(until) - (1 if until == S.SEEDED else 0)) for label, until in labels]
    first_open = next((index for index, (_label, done) in enumerate(steps) if not done), len(steps))
    return [
        {"label": label, "state": "done" if index < first_open else "current" if index == first_open else "todo"}
        for index, (label, _done) in enumerate(steps)
    ]


def conditions_of(task: Draw) -> list[tuple[Any, Any]]:
    weights = draws.grade_weights()
    shown = listed(f"{Grade(grade).label if grade else _t('未分级')} {weight}" for grade, weight in weights.items())
    rows = [
        (_("抽取范围"), draws.describe_conditions(task)),
        (_("计划项目"), task.plan_item),
        (_("种子来源"), task.seed_source),
        (_("种子产生时间"), timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")),
        (_("来源随机量（比特）"), task.seed_bits),
        (_("等级权重（待核定）"), shown),
    ]
    if task.small_source_reason:
        rows.append((_("来源不足的理由"), task.small_source_reason))
    return rows


def preview_of(task: Draw) -> dict[str, Any]:
    """Before the freezing: how many stand on the lists now, who does not and why, how large the source has to be."""
    units, officers = draws.unit_candidates(task), draws.officer_candidates(task)
    needed = draws.bits_needed(task, len(units.rows), len(officers.rows))
    return {
        "units": len(units.rows),
        "officers": len(officers.rows),
        "bits": f"{needed:.1f}",
        "enough": float(task.seed_bits) >= needed,
        "excluded": exclusion_table([*officers.excluded, *units.excluded]),
    }


def exclusion_table(excluded: list[dict[str, str]]) -> Table:
    columns = (
        Column(_("不列入名单的对象"), lambda one: one["text"]),
        Column(_("名单"), lambda one: LIST_LABELS[one["list"]]),
        Column(_("原因"), lambda one: one["reason"]),
    )
    return Table(
        _("排除情况（共 %(count)s 项）") % {"count": len(excluded)}, columns, excluded[:SHOWN], None, _("没有排除对象")
    )


def hash_rows(task: Draw) -> list[tuple[Any, Any]]:
    frozen = draws.frozen_lists(task)
    rows: list[tuple[Any, Any]] = [
        (_t("%(list)s（%(count)s 个）SHA-256") % {"list": LIST_LABELS[name], "count": len(one.entries)}, one.sha256)
        for name, one in frozen.items()
    ]
    return [
        (_("名单承诺"), task.commitment),
        *rows,
        (_("冻结时间"), timezone.localtime(task.frozen_at).strftime("%Y-%m-%d %H:%M:%S")),
    ]


def seed_rows(task: Draw) -> list[tuple[Any, Any]]:
    """The seed itself is hidden until the second person has typed it."""
    rows: list[tuple[Any, Any]] = [(_("录入人"), task.seeded_by)]
    if task.state in KNOWN_SEED:
        key = draws.key_string(task.sources) if task.sources else ""
        rows += [(_("确认人"), task.confirmed_by), (_("种子串"), key)]
    return rows


def frozen_table(task: Draw, name: str) -> Table:
    numbered = list(enumerate(task.lists.get(name, [])[:SHOWN], start=1))
    columns = (
        Column(_("序号"), lambda one: one[0], numeric=True),
        Column(_("名单条目"), lambda one: one[1]["entry"]),
        Column(_("名称"), lambda one: one[1]["name"]),
        Column(_("权重"), lambda one: one[1]["weight"], numeric=True),
    )
    return Table(LIST_LABELS[name], columns, numbered)


def picks_table(task: Draw, name: str) -> Table:
    columns = (
        Column(_("名称"), lambda row: row["name"]),
        Column(_("抽取顺序"), lambda row: row["place"], numeric=True),
        Column(_("名单序号"), lambda row: row["number"], numeric=True),
    )
    caption = _("抽中企业") if name == draws.UNIT else _("抽中检查人员")
    return Table(caption, columns, draws.drawn_rows(task, name))


def transcript_table(task: Draw, name: str) -> Table:
    columns = (
        Column(_("轮次"), lambda one: one["number"], numeric=True),
        Column(_("散列值"), lambda one: one["hash"]),
        Column(_("剩余票数"), lambda one: one["tickets_left"], numeric=True),
        Column(_("位置"), lambda one: one["position"], numeric=True),
        Column(_("名单序号"), lambda one: one["entry"], numeric=True),
        Column(_("结果"), lambda one: one["skipped"] or _t("抽中")),
    )
    lines = task.result.get("transcript", {}).get(name, [])
    return Table(_t("抽取过程：%(list)s") % {"list": LIST_LABELS[name]}, columns, lines)


def sections_of(task: Draw, request: HttpRequest) -> dict[str, Any]:
    """What the page shows in this state; nothing that is not fixed yet."""
    sections: dict[str, Any] = {"conditions": conditions_of(task)}
    if task.state == S.DRAFT:
        sections["preview"] = preview_of(task)
    if task.frozen_at:
        sections["hashes"] = hash_rows(task)
        sections["exclusions"] = exclusion_table(task.exclusions)
        sections["lists"] = [frozen_table(task, draws.UNIT), frozen_table(task, draws.OFFICER)]
    if task.seeded_by_id:
        sections["seed"] = seed_rows(task)
    if task.result:
        sections["picks"] = [picks_table(task, draws.UNIT), picks_table(task, draws.OFFICER)]
        sections["transcripts"] = [transcript_table(task, draws.UNIT), transcript_table(task, draws.OFFICER)]
    return sections


def summary_of(task: Draw) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (_("抽查任务"), str(task)),
        (_("抽取企业数"), task.units_wanted),
        (_("抽取人员数"), task.officers_wanted),
        *conditions_of(task),
    ]
    if task.state == S.DRAFT:
        preview = preview_of(task)
        rows += [
            (_("将列入企业名单"), preview["units"]),
            (_("将列入人员名单"), preview["officers"]),
            (_("需要的随机量（比特）"), preview["bits"]),
        ]
    if task.commitment:
        rows.append((_("名单承诺"), task.commitment))
    if task.state == S.DRAWN:
        rows.append((_("抽中企业"), "、".join(row["name"] for row in draws.drawn_rows(task, draws.UNIT)[:SHOWN])))
        rows.append((_("抽中检查人员"), "、".join(row["name"] for row in draws.drawn_rows(task, draws.OFFICER))))
    return rows
