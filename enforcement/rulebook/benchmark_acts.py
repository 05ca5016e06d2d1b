"""The acts on a benchmark: import from an uploaded file, publish by a second person, discard with a reason."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion, StepRefused, Unmet
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.benchmark_loading import draft_from, publish_benchmark
from enforcement.rulebook.models import Benchmark
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.uploads import refuse_tricks

DISCARD = name_act("benchmark.discard", gettext_lazy("作废裁量基准草稿"))


def import_benchmark(*, by: User, content: bytes) -> Benchmark:
    """Raises SourceRefused and Unreadable with what to mend. A bureau sets benchmarks for itself and those below."""
    require(by, Permission.MAINTAIN_LAW)
    refuse_tricks(_("裁量基准文件"), content)
    with transaction.atomic():
        benchmark, new = draft_from(content, by=by)
        if not new:
            raise RuleBroken(_("这个文件与已导入的 %(code)s 完全相同") % {"code": benchmark.code}, "file")
        if not benchmark.reference and not _rules_over(by, benchmark):
            raise RuleBroken(_("只能为本机关及下级机关导入裁量基准；在文件的 bureau 中写明机关名称"), "file")
        return benchmark


def _rules_over(by: Any, benchmark: Benchmark) -> bool:
    return benchmark.bureau is not None and benchmark.bureau.path.startswith(by.bureau.path)


def _concerns(by: Any, benchmark: Benchmark) -> bool:
    """A reference is everybody's; what applies to other bureaus is theirs to decide."""
    return benchmark.reference or _rules_over(by, benchmark)


@transaction.atomic
def approve(benchmark: Benchmark, *, by: User, version: int | None) -> Benchmark:
    locked = _draft(benchmark, version)
    if unmet := unmet_for(locked, by):
        raise StepRefused(unmet)
    return publish_benchmark(locked, by=by)


@transaction.atomic
def discard(benchmark: Benchmark, *, by: User, version: int | None, reason: str) -> Benchmark:
    """The importer may take back what was imported; so may whoever may publish."""
    locked = _draft(benchmark, version)
    if unmet := unmet_to_discard(locked, by):
        raise StepRefused(unmet)
    if not reason.strip():
        raise RuleBroken(_("写明作废理由"), "reason")
    locked.state, locked.approved_at, locked.approved_by = EditionState.DISCARDED, timezone.now(), None
    locked.discard_reason, locked.version = reason.strip(), locked.version + 1
    locked.save(update_fields=["state", "approved_at", "discard_reason", "version"])
    record(DISCARD, by=by, subject=locked, after={"state": locked.state}, note=locked.discard_reason)
    return locked


def _draft(benchmark: Benchmark, version: int | None) -> Benchmark:
    locked = Benchmark.objects.select_for_update(of=("self",)).get(pk=benchmark.pk)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    if locked.state != EditionState.DRAFT:
        raise StepRefused([settled(locked)])
    return locked


def settled(benchmark: Benchmark) -> Unmet:
    return Unmet(_("该版次%(state)s，不能再办理") % {"state": benchmark.get_state_display()})


def unmet_for(benchmark: Benchmark, by: Any) -> list[Unmet]:
    """Why this person cannot publish this draft."""
    found = []
    if not by.may(Permission.APPROVE_LAW):
        found.append(Unmet(_("需要“%(right)s”权限") % {"right": Permission.APPROVE_LAW.label}))
    if benchmark.imported_by_id == by.pk:
        found.append(Unmet(_("导入人不能发布自己导入的裁量基准，由另一人核对后发布")))
    return found + _unmet_for_any(benchmark, by)


def unmet_to_discard(benchmark: Benchmark, by: Any) -> list[Unmet]:
    found = []
    if not by.may(Permission.APPROVE_LAW) and benchmark.imported_by_id != by.pk:
        found.append(Unmet(_("只有导入人或者有“%(right)s”权限的人可以作废") % {"right": Permission.APPROVE_LAW.label}))
    return found + _unmet_for_any(benchmark, by)


def _unmet_for_any(benchmark: Benchmark, by: Any) -> list[Unmet]:
    found = [] if _concerns(by, benchmark) else [Unmet(_("这是其他机关的裁量基准，由适用机关办理"))]
    return found if benchmark.is_draft else [*found, settled(benchmark)]
