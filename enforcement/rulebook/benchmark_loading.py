"""Writes a benchmark whose file has no problems, as a draft or published. For the command, the demo and the tests; a
person at the screen goes through `benchmark_acts`."""

from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.models import Bureau, User
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.benchmark_source import Source, read
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.models import Benchmark, BenchmarkFactor, BenchmarkTier, Scope
from enforcement.rulebook.source_files import Unreadable
from enforcement.rulebook.states import EditionState

IMPORT = name_act("benchmark.import", gettext_lazy("导入裁量基准"))
PUBLISH = name_act("benchmark.publish", gettext_lazy("发布裁量基准"))


def load_benchmark(
    path: Path,
    *,
    by: User | None = None,
    approved_by: User | None = None,
    publish: bool = True,
    bureau: Bureau | None = None,
) -> tuple[Benchmark, bool]:
    """The benchmark of this file, and whether it is new. `bureau`: another than the file names."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(_("无法读取文件 %(path)s：%(reason)s") % {"path": path, "reason": error.strerror}) from error
    with transaction.atomic():
        benchmark, new = draft_from(content, by=by, bureau=bureau)
        if publish and benchmark.state == EditionState.DRAFT:
            publish_benchmark(benchmark, by=approved_by)
    return benchmark, new


@transaction.atomic
def draft_from(content: bytes, *, by: User | None, bureau: Bureau | None = None) -> tuple[Benchmark, bool]:
    """Two loads at once: the second waits and finds it there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('benchmark.load'))")
    source = read(content)
    live = Benchmark.objects.exclude(state=EditionState.DISCARDED)
    if bureau:
        source.copy_for(bureau.pk)
    if found := live.filter(sha256=source.sha256).first():
        return found, False
    applies_to = bureau or _bureau_of(source)
    code = source.head.get("code")
    if code and live.filter(code=code).exists():
        source.report(code, _("已有同一版次号而内容不同的裁量基准，换一个版次号"))
    if source.problems:
        raise SourceRefused(source.problems)
    return _write(source, by, applies_to), True


def _bureau_of(source: Source) -> Bureau | None:
    if source.bureau is None:
        return None
    found = Bureau.objects.filter(name=source.bureau).first()
    if found is None:
        source.report("bureau", _("没有名为“%(name)s”的机关") % {"name": source.bureau})
    return found


def _write(source: Source, by: User | None, bureau: Bureau | None) -> Benchmark:
    validity = DateRange(*source.head["validity"], "[)")
    head = source.head | {"validity": validity, "sha256": source.sha256, "imported_by": by, "bureau": bureau}
    benchmark = Benchmark.objects.create(**head)
    common = {"benchmark": benchmark, "bureau": bureau, "validity": validity}
    scopes = Scope.objects.bulk_create(
        [Scope(**common, rule_key=one["rule_key"], slot=one["slot"]) for one in source.scopes]
    )
    BenchmarkTier.objects.bulk_create(
        BenchmarkTier(benchmark=benchmark, scope=scope, **tier)
        for scope, one in zip(scopes, source.scopes, strict=True)
        for tier in one["tiers"]
    )
    BenchmarkFactor.objects.bulk_create(BenchmarkFactor(benchmark=benchmark, **factor) for factor in source.factors)
    after = {"code": benchmark.code, "sha256": benchmark.sha256, "scopes": len(scopes), "factors": len(source.factors)}
    record(IMPORT, by=by, subject=benchmark, after=after)
    return benchmark


@transaction.atomic
def publish_benchmark(benchmark: Benchmark, *, by: User | None) -> Benchmark:
    """Ends the earlier edition of its series the day before this one begins. Without `by`: on setting up."""
    first = benchmark.validity.lower
    earlier = Benchmark.objects.select_for_update(of=("self",)).filter(
        series=benchmark.series,
        bureau=benchmark.bureau,
        state=EditionState.PUBLISHED,
        validity__overlap=benchmark.validity,
    )
    ended = [_ended(one, first) for one in earlier]
    if not benchmark.reference:
        _refuse_overlap(benchmark)
        benchmark.scopes.update(in_use=True)
    benchmark.state, benchmark.approved_at, benchmark.approved_by = EditionState.PUBLISHED, timezone.now(), by
    benchmark.version += 1
    benchmark.save(update_fields=["state", "approved_at", "approved_by", "version"])
    after = {"state": benchmark.state, "from": first, "to": benchmark.effective_to, "ended": ended}
    record(PUBLISH, by=by, subject=benchmark, before={"state": EditionState.DRAFT}, after=after)
    return benchmark


def _ended(earlier: Benchmark, first: date) -> str:
    if earlier.validity.lower is None or earlier.validity.lower >= first:
        words = {"code": earlier.code, "day": earlier.validity.lower}
        raise RuleBroken(_("同一系列的 %(code)s 自 %(day)s 起施行，新版次的施行日期须晚于它") % words)
    earlier.validity = DateRange(earlier.validity.lower, first, "[)")
    earlier.save(update_fields=["validity"])
    earlier.scopes.update(validity=earlier.validity)
    return earlier.code


def _refuse_overlap(benchmark: Benchmark) -> None:
    """What the database would refuse, with the names."""
    pairs = set(benchmark.scopes.values_list("rule_key", "slot"))
    others = Scope.objects.filter(bureau=benchmark.bureau, in_use=True, validity__overlap=benchmark.validity)
    clash = [one for one in others.select_related("benchmark") if (one.rule_key, one.slot) in pairs]
    if clash:
        words = {"code": clash[0].benchmark.code, "scopes": "、".join(str(one) for one in clash[:5])}
        raise RuleBroken(
            _("与已发布的 %(code)s 在有效期内重叠：%(scopes)s；先终止它，或从文件中去掉这些违法行为") % words
        )
