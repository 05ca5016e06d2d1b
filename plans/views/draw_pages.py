"""How a draw is shown in each of its four locked steps."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.flows.draw import DRAW
from plans.models import Draw, DrawRecusal
from plans.queries import draw as draws
from plans.queries.draw_people import people_of
from plans.queries.draw_recusal import name_of, waiting_recusal
from plans.queries.draw_repeats import OVER, holds_until, is_old, repetition_of
from plans.queries.draw_reveal import is_at_work, why_stopped
from plans.queries.draw_settings import may_be_frozen_in_time
from plans.queries.draw_units import unit_counts
from plans.rules.seed_sources import CUSTOM, known
from plans.states import DrawState as S
from plans.views.draw_parts import LIST_LABELS, PICK_LABELS, SHOWN, aside_table, parts_of, picks_table, skips_table
from plans.words import exclusion_word, kept_word

ORDER = (S.DRAFT, S.FROZEN, S.SEEDED, S.CONFIRMED, S.DRAWN, S.REVEALING, S.REVEALED)
KNOWN_SEED = {S.CONFIRMED, S.DRAWN, S.REVEALING, S.REVEALED, S.VOID}


def draw_trail(task: Draw | None, *last: Any) -> list[tuple[Any, str | None]]:
    own: list[tuple[Any, str | None]] = [(task.number, task.get_absolute_url() if last else None)] if task else []
    return [(_("双随机抽取"), reverse("draw_list")), *own, *((one, None) for one in last)]


def identity_of(task: Draw) -> dict[str, Any]:
    tone = {S.VOID: "over", S.REVEALED: "ok"}.get(S(task.state), "info")
    facts = [
        (_("抽取企业数"), task.units_wanted),
        (_("抽取人员数"), task.officers_wanted),
        *([(_("抽取专家数"), task.experts_wanted)] if task.with_experts else []),
        (_("检查期间"), f"{task.window_from.isoformat()} — {task.window_to.isoformat()}"),
        (_("机关"), task.bureau),
    ]
    return {"title": task.title, "number": task.number, "stage": task.get_state_display(), "tone": tone, "facts": facts}


def tracker_of(task: Draw) -> list[dict[str, Any]]:
    """条件 → 冻结名单 → 抽取 → 结果与核验; each locked once the next is reached."""
    if task.state in OVER:
        return []
    labels = ((_("条件"), S.FROZEN), (_("冻结名单"), S.SEEDED), (_("抽取"), S.DRAWN), (_("结果与核验"), S.REVEALED))
    now = ORDER.index(S(task.state))
    done = [now >= ORDER.index(until) for _label, until in labels]
    if task.state == S.FROZEN and timezone.now() >= task.seed_at:
        done[1] = True  # what is to be done now belongs to the drawing
    first_open = next((index for index, over in enumerate(done) if not over), len(done))
    return [
        {"label": label, "state": "done" if index < first_open else "current" if index == first_open else "todo"}
        for index, (label, _until) in enumerate(labels)
    ]


def conditions_of(task: Draw) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (_("抽取范围"), draws.describe_conditions(task)),
        (_("计划项目"), task.plan_item),
        *([(_("专业要求"), task.get_specialty_display())] if task.specialty else []),
        *([(_("联合检查单位"), task.joint_partner)] if task.joint_partner else []),
        *([(_("录入方法"), task.entry_method)] if task.entry_method else []),
        (_("公开来源"), listed(kind_words(kind) for kind in task.seed_kinds or [CUSTOM])),
        (_("种子来源"), task.seed_source),
        (_("种子产生时间"), timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")),
        (_("来源随机量（比特）"), task.seed_bits),
        (_("等级权重（待核定）"), draws.describe_weights(task)),
    ]
    if task.state == S.DRAFT:
        rows.append((_("草稿有效期"), holding_words(task)))
    if task.small_source_reason:
        rows.append((_("来源不足的理由"), task.small_source_reason))
    if task.repeat_reason:
        approved = task.repeat_approved_by or _t("待批准")
        rows += [
            (_("再次抽取的理由"), task.repeat_reason),
            (_("提出人"), task.repeat_asked_by),
            (_("批准人"), approved),
        ]
    return rows


def holding_words(task: Draw) -> str:
    """How long the draft stands in the way of others."""
    last = holds_until(task)
    words = {"since": task.set_on.isoformat(), "days": (last - task.set_on).days, "last": last.isoformat()}
    if is_old(task):
        text = _t(
            "%(since)s 设定，%(days)s 日（待核定）内未冻结，%(last)s 后不再占用计划家次；修改条件后重新占用，不用的放弃"
        )
    else:
        text = _t("%(since)s 设定，%(days)s 日（待核定）内未冻结的，%(last)s 后不再占用计划家次")
    return text % words


def kind_words(kind: str) -> str:
    return kept_word(known()[kind].name) if kind in known() else _t("其他公开来源（随机量待核定）")


def preview_of(task: Draw) -> dict[str, Any]:
    """Before the freezing: how many stand on the lists now, who does not and why, how large the source has to be."""
    counts = draws.candidate_counts(task)
    needed = draws.bits_needed(task, counts)
    return {
        "counts": [(LIST_LABELS[name], count) for name, count in counts.items()],
        "bits": f"{needed:.1f}",
        "given": task.seed_bits,
        "enough": float(task.seed_bits) >= needed,
        "excluded": preview_reasons(task),
        "likeness": likeness_rows(task),
    }


def likeness_rows(task: Draw) -> list[tuple[Any, str]]:
    """Each earlier draw of the year this one was compared with: the same, or how much of the list both share."""
    found = repetition_of(task)
    void = [found.void] if found.void and found.void not in found.live else []
    same = [(one.draw, _t("同一抽取：%(why)s") % {"why": one.why}) for one in (*void, *found.live)]
    rows = [*same, *((one.draw, one.in_words) for one in found.apart if one.common)]
    return [(_t("与 %(number)s 比较") % {"number": one.number}, words) for one, words in rows]


def preview_reasons(task: Draw) -> Table:
    """Reasons and how many; the names are read when the list is frozen, a register has too many of them."""
    people = [(name, Counter(row["reason"] for row in found.excluded)) for name, found in people_of(task).items()]
    grouped = [(draws.UNIT, unit_counts(task)), *people]
    rows = [(name, reason, count) for name, counts in grouped for reason, count in sorted(counts.items()) if reason]
    columns = (
        Column(_("原因"), lambda one: exclusion_word(one[1])),
        Column(_("名单"), lambda one: LIST_LABELS[one[0]]),
        Column(_("排除数"), lambda one: one[2], numeric=True),
    )
    total = sum(count for _name, _reason, count in rows)
    return Table(_("排除情况（共 %(count)s 项）") % {"count": total}, columns, rows, None, _("没有排除对象"))


def hash_rows(task: Draw) -> list[tuple[Any, Any]]:
    sizes = task.params["sizes"]
    rows: list[tuple[Any, Any]] = [
        (_t("%(list)s（%(count)s 个）SHA-256") % {"list": LIST_LABELS[name], "count": sizes[name]}, task.hashes[name])
        for name in task.list_names
    ]
    return [(_("名单承诺"), task.commitment), *rows]


def frozen_rows(task: Draw, entries: Iterable[Entry]) -> list[tuple[Any, Any]]:
    """When it was frozen, when it became public, when the seed came; under which entry of the ledger."""
    noted = {one.act: one for one in entries}
    frozen, public = noted.get(DRAW.act("freeze")), noted.get(DRAW.act("publish"))
    late = task.published_at is not None and task.published_at >= task.seed_at
    shown = _moment(task.published_at) if task.published_at else _t("尚未公布")
    rows: list[tuple[Any, Any]] = [
        (_("冻结时间"), _moment(task.frozen_at)),
        (_("公布时间"), _t("%(at)s，晚于种子产生时间") % {"at": shown} if late else shown),
        (_("种子产生时间"), _moment(task.seed_at)),
    ]
    rows += [
        (label, _t("第 %(number)s 号，%(leaf)s") % {"number": one.pk, "leaf": one.leaf})
        for label, one in ((_("冻结的日志"), frozen), (_("公布的日志"), public))
        if one
    ]
    return rows


def _moment(at: dt.datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def seed_rows(task: Draw) -> list[tuple[Any, Any]]:
    """The seed itself is hidden until the second person has typed it."""
    rows: list[tuple[Any, Any]] = [(_("录入人"), task.seeded_by)]
    if task.state in KNOWN_SEED:
        key = draws.key_string(task.sources) if task.sources else ""
        rows += [(_("确认人"), task.confirmed_by), (_("种子串"), key)]
    return rows


def sections_of(task: Draw, entries: Iterable[Entry]) -> dict[str, Any]:
    """What the page shows in this state; nothing that is not fixed yet."""
    sections: dict[str, Any] = {"conditions": conditions_of(task)}
    if task.state == S.DRAFT:
        sections["preview"] = preview_of(task)
    if task.frozen_at:
        sections["hashes"] = hash_rows(task)
        sections["frozen"] = frozen_rows(task, entries)
    if task.seeded_by_id:
        sections["seed"] = seed_rows(task)
    return sections


def names_of(task: Draw) -> dict[str, Any]:
    """Who is on the lists and who was drawn: for those who may read names only."""
    found: dict[str, Any] = {}
    if task.frozen_at:
        found["parts"] = parts_of(task)
    if task.result:
        found["picks"] = [picks_table(task, name, most=SHOWN) for name in task.list_names]
        found["skips"] = skips_table(task)
        if waits := waiting_recusal(task):
            found["recusal"] = recusal_rows(task, waits)
        found["aside"] = aside_table(task)
    if task.handled:
        tasks = task.assignments.select_related("enterprise").prefetch_related("officers").order_by("id")
        unassigned = task.units.exclude(unassigned="").select_related("enterprise").order_by("place")
        found["assignments"], found["assigned"] = tasks[:SHOWN], tasks.count()
        found["unassigned"], found["unassigned_count"] = unassigned[:SHOWN], unassigned.count()
        found["not_sent"] = task.experts.exclude(not_sent="").select_related("expert").order_by("place")
    return found


def turn_of(task: Draw) -> str:
    """A sentence of its own, for the seed is nobody's turn; empty when all is over."""
    at_seed = task.state == S.FROZEN and task.published_at is not None and not task.void_asked_by_id
    if at_seed and timezone.now() < task.seed_at:
        return _t("等待种子产生（%(at)s）") % {"at": _minute(task.seed_at)}
    turn = whose_turn(task)
    return _t("轮到 %(turn)s") % {"turn": turn} if turn else ""


def whose_turn(task: Draw) -> str:
    """Of the flow, or of the leaders where a void or a repetition waits for their decision."""
    waits = task.void_asked_by_id and task.state != S.VOID
    repeats = task.state == S.DRAFT and task.repeat_reason and not task.repeat_approved_by_id
    if repeats and not may_be_frozen_in_time(task):
        return _of_the_flow(task, "edit")
    if waits or repeats:
        what = _t("决定作废申请") if waits else _t("批准再次抽取")
        leaders = listed(Role(role).label for role in (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD))
        return _t("%(who)s%(what)s") % {"who": leaders, "what": what}
    if waiting_recusal(task):
        return _t("%(who)s%(what)s") % {"who": Role.SUPERVISOR.label, "what": _t("决定登记的回避")}
    if task.state == S.FROZEN and task.published_at is None:
        return _t("系统在几分钟内公布名单承诺，不晚于种子产生时间（%(at)s）") % {"at": _minute(task.seed_at)}
    if task.state == S.REVEALING and is_at_work(task):
        return _t("系统生成检查任务")
    next_step = TURNS.get(S(task.state))
    return "" if next_step is None else _of_the_flow(task, next_step)


def _of_the_flow(task: Draw, step: str) -> str:
    who = listed(Role(role).label for role in DRAW.turn(task.state))
    return _t("%(who)s%(what)s") % {"who": who, "what": DRAW.by_name[step].label}


def _minute(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


TURNS = {S.DRAFT: "freeze", S.FROZEN: "seed", S.SEEDED: "confirm_seed", S.CONFIRMED: "draw", S.DRAWN: "reveal",
         S.REVEALING: "resume_reveal"}  # fmt: skip


def progress_of(task: Draw, *, always: bool = False) -> dict[str, Any] | None:
    """Real numbers of the job that makes the tasks; nothing when none is at work, unless the page waits for its end."""
    url = task.get_absolute_url()
    if task.state != S.REVEALING:
        ended = {"state": task.get_state_display(), "finished": True, "percent": 100}
        return ended | {"result_url": url, "result_label": _("查看结果")} if always else None
    stopped = not is_at_work(task)
    total = len(task.result["picks"][draws.UNIT])
    told = _stopped(task) if stopped else ""
    seen = {"result_url": url, "result_label": _("查看原因")} if stopped and always else {}
    return seen | {
        "state": told or _("正在生成检查任务"),
        "done": task.handled,
        "total": total,
        "percent": task.handled * 100 // total,
        "finished": stopped,
        "url": reverse("draw_progress", args=[task.pk]),
        "refresh_url": url,
    }


def _stopped(task: Draw) -> str:
    if task.void_asked_by_id:
        return _t("已停止：申请作废，由领导决定；已安排的检查任务在作废时取消")
    return _t("未能完成：%(why)s；已安排的不受影响，由科室负责人继续公布") % {"why": why_stopped(task)}


def recusal_rows(task: Draw, one: DrawRecusal) -> list[tuple[Any, Any]]:
    """What waits for a decision; the reason in words is shown here and nowhere in public."""
    return [
        (_("回避人员"), f"{one.entry} {name_of(task, one)}"),
        (_("回避情形"), kept_word(one.ground)),
        (_("具体理由"), one.reason),
        (_("登记人"), one.asked_by),
    ]


def summary_of(task: Draw) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (_("抽查任务"), str(task)),
        (_("抽取企业数"), task.units_wanted),
        (_("抽取人员数"), task.officers_wanted),
        *conditions_of(task),
    ]
    if task.state == S.DRAFT:
        preview = preview_of(task)
        rows += [*preview["counts"], (_("需要的随机量（比特）"), preview["bits"]), *preview["likeness"]]
    if task.commitment:
        rows.append((_("名单承诺"), task.commitment))
    if task.void_reason:
        rows += [(_("作废原因"), task.void_reason), (_("申请人"), task.void_asked_by)]
    if waits := waiting_recusal(task):
        rows += recusal_rows(task, waits)
    if task.state == S.DRAWN:
        rows += [
            (PICK_LABELS[name], listed(row["name"] for row in draws.drawn_rows(task, name, most=SHOWN)))
            for name in task.list_names
        ]
    return rows
