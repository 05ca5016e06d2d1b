"""The page of one published decision, against a bare Django view that answers with the same bytes."""

import datetime as dt

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.utils import timezone

from bench.measure import Result, interleaved
from bench.scene import BareHandler, Scene, asking
from supervision.models import PublicDecision
from supervision.queries.disclosure import field_list


def measure(scene: Scene) -> list[Result]:
    page = asking(WSGIHandler(), publish(scene).get_absolute_url())
    content = page()
    floor = asking(BareHandler(lambda request: HttpResponse(content)), "/")
    ours, bare = interleaved(page, floor, rounds=scene.sizes.rounds, times=scene.sizes.times)
    notes = {"bytes": len(content), "pages_per_second": round(1 / ours)}
    return [Result("public page", ours, bare, 0.8, at_most=False, notes=notes)]


def publish(scene: Scene) -> PublicDecision:
    today = timezone.localdate()
    return PublicDecision.objects.create(
        slug="bench-decision",
        bureau_name=scene.bureau.name,
        party="云岭晨泽化工（演示）有限公司",
        number="（演）应急罚〔2026〕1号",
        decided_on=today,
        published_on=today,
        expires_on=today + dt.timedelta(days=365),
        fields={
            name: "2.000000" if row.get("note") == "unit 万元" else f"{name} 的公示内容"
            for name, row in field_list().items()
        },
    )
