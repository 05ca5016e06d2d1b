"""The steps from the draft to the published plan, and the approver's page."""

import secrets
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enforcement.accounts.access import get_visible
from enforcement.accounts.models import User
from enforcement.errors import NotPermitted
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.forms import OpinionChoice
from enforcement.workflow import allowed, missing_right
from plans.actions import plan as actions
from plans.flows.plan import PLAN
from plans.forms import plan_approval as forms
from plans.models import Plan
from plans.queries.adjustment import adjustment_of
from plans.queries.editions import edition_under_way
from plans.states import PlanState
from plans.views.plan_change import adjustment_lines, all_changes, change_lists
from plans.views.plan_pages import PEOPLE, figure_rows, opinion_rows, plan_trail, summary_of

DECIDING = {"review", "return", "refuse", "endorse", "endorse_minor", "return_reviewed", "refuse_reviewed"}
STEPS = {  # on the approver's page, by the state and the button
    PlanState.SUBMITTED: {
        OpinionChoice.AGREE: "review", OpinionChoice.RETURN: "return", OpinionChoice.REFUSE: "refuse",
    },
    PlanState.REVIEWED: {
        OpinionChoice.AGREE: "endorse", OpinionChoice.RETURN: "return_reviewed",
        OpinionChoice.REFUSE: "refuse_reviewed",
    },
}  # fmt: skip


def shown_buttons(plan: Plan, user: User) -> list[dict[str, Any]]:
    """The approver's steps stand on a page of their own. What is not the reader's to take back is left out."""
    found = buttons(PLAN, plan, user, lambda step: reverse("plan_act", args=[plan.pk, step]))
    others = [one for one in found if one["name"] not in DECIDING | {"edit"} and not _idle(one)]
    if not any(one["name"] in DECIDING for one in found):
        return others
    url = reverse("plan_decide", args=[plan.pk])
    return [{"name": "decide", "label": _("审批"), "url": url, "unmet": [], "danger": False}, *others]


def _idle(button: dict[str, Any]) -> bool:
    return button["name"].startswith("recall") and bool(button["unmet"])


def steps_of(plan: Plan) -> dict[OpinionChoice, str]:
    """A change that is minor is approved as such; the way to the government stays open beside it."""
    steps = dict(STEPS.get(PlanState(plan.state), {}))
    if plan.state == PlanState.REVIEWED:
        found = adjustment_of(plan)
        if found is not None and not found.is_major:
            steps[OpinionChoice.AGREE] = "endorse_minor"
    return steps


@login_required
@require_http_methods(["GET", "POST"])
def plan_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What, who, how much, what changed, can it be done, what others said, three buttons. For a phone."""
    plan = get_visible(Plan.objects.select_related("bureau", *PEOPLE), request.user, pk=pk)
    if request.method == "GET" and plan.state not in STEPS:
        return redirect(plan)
    if request.method == "POST":
        refuse_without_right(plan, request.user, version_of(request))
    form = forms.DecisionForm(request.POST or None)
    if attempt(form, lambda: decide(plan, form.cleaned_data, by=request.user, version=version_of(request))):
        said = OpinionChoice(form.cleaned_data["choice"]).label
        messages.success(request, _t("已签署意见“%(opinion)s”：%(record)s") % {"opinion": said, "record": plan})
        return redirect(plan)
    return render(request, "plans/plan/decide.html", decision_page(request, plan, form), status=status_of(form))


def refuse_without_right(plan: Plan, user: User, version: int | None) -> None:
    """Before anything is said of the fields. From a page that is out of date: whoever may decide at either table is
    told that it is."""
    here = STEPS.get(PlanState(plan.state))
    asked = [here[OpinionChoice.AGREE]] if here and version in (None, plan.version) else ["review", "endorse"]
    if not any(allowed(PLAN.by_name[name], plan, user) for name in asked):
        raise NotPermitted(missing_right(PLAN.by_name[asked[0]]))


def decide(plan: Plan, said: dict[str, Any], *, by: User, version: int | None) -> Plan:
    if said["choice"] == OpinionChoice.AGREE:
        return actions.agree(plan, by=by, version=version, opinion=said["opinion"])
    end = actions.refuse if said["choice"] == OpinionChoice.REFUSE else actions.return_plan
    return end(plan, by=by, version=version, reason=said["opinion"])


def decision_page(request: HttpRequest, plan: Plan, form: forms.DecisionForm) -> dict[str, Any]:
    steps = steps_of(plan)
    unmet = {choice: PLAN.check(plan, step, request.user) for choice, step in steps.items()}
    offered = [
        {"choice": choice, "label": choice.label, "danger": choice == OpinionChoice.REFUSE}
        for choice in steps
        if not unmet[choice]
    ]
    return {
        "plan": plan,
        "form": form,
        "trail": plan_trail(plan, _("审批")),
        "adjustment": adjustment_lines(plan),
        "change_lists": change_lists(plan),
        "all_changes": all_changes(plan),
        "figures": [*who_rows(plan), *figure_rows(plan)],
        "opinions": opinion_rows(plan),
        "unmet": unmet.get(OpinionChoice.AGREE, []),
        "offered": offered,
        "what_then": what_then(steps.get(OpinionChoice.AGREE, "")),
        "government_url": reverse("plan_act", args=[plan.pk, "endorse"])
        if steps.get(OpinionChoice.AGREE) == "endorse_minor"
        else "",
        "version": version_shown(request, plan),
        "once": secrets.token_urlsafe(24),
    }


def who_rows(plan: Plan) -> list[tuple[Any, Any]]:
    return [(_("机关"), plan.bureau), (_("编制人"), plan.created_by), (_("调整原因"), plan.adjust_reason)][
        : 3 if plan.adjust_reason else 2
    ]


def what_then(step: str) -> Any:
    return {
        "review": _("同意后报局领导批准"),
        "endorse": _("同意后报本级人民政府批准，再报上级机关备案"),
        "endorse_minor": _("同意后可以公布，沿用原批准和备案，差别存档备查"),
    }.get(step, "")


def _newest(plan: Plan) -> str:
    newer = edition_under_way(plan)
    return (newer or plan).get_absolute_url()


def recall_act(step: str, intro: Any) -> Act:
    return Act(step, partial(actions.recall, step=step), forms.RecallForm, summary_of, intro)


CLEARED = _("登记的内容清除后重新登记，原内容留在日志")
ACTS = (
    Act("submit", actions.submit, summary=summary_of, intro=_("提交后由科室负责人审核，审核前可以撤回")),
    Act("review", actions.review, forms.OpinionForm, summary=summary_of),
    Act("return", actions.return_plan, forms.ReturnForm, summary=summary_of),
    Act("refuse", actions.refuse, forms.RefuseForm, summary=summary_of, intro=_("本版到此终止，不能再修改提交")),
    Act("endorse", actions.endorse, forms.OpinionForm, summary=summary_of, intro=_("批准后报本级人民政府批准")),
    Act("endorse_minor", actions.endorse_minor, forms.OpinionForm, summary=summary_of,
        intro=_("沿用原批准和备案，批准后即可公布，差别存档备查")),
    Act("return_reviewed", actions.return_plan, forms.ReturnForm, summary=summary_of),
    Act("refuse_reviewed", actions.refuse, forms.RefuseForm, summary=summary_of,
        intro=_("本版到此终止，不能再修改提交")),
    Act("record_approval", actions.record_approval, forms.ApprovalForm, summary=summary_of),
    Act("file", actions.file_with_superior, forms.FilingForm, summary=summary_of),
    Act("publish", actions.publish, forms.PublishForm, summary=summary_of,
        intro=_("公布后生成计划文本并编号，修改须经调整程序")),
    Act("adjust", actions.adjust, forms.AdjustForm, summary=summary_of, then=_newest,
        intro=_("建立新的版次；重大调整按原程序重新批准、备案，一般调整由局内批准后公布；公布前原计划继续有效")),
    recall_act("recall", _("撤回后计划回到编制状态")),
    recall_act("recall_review", _("审核意见撤回后重新审核")),
    recall_act("recall_endorsement", _("批准意见撤回后重新批准")),
    recall_act("recall_minor", _("批准意见撤回后重新批准")),
    recall_act("recall_approval", CLEARED),
    recall_act("recall_filing", CLEARED),
)  # fmt: skip
plan_act = act_view(Plan, PLAN, ACTS)
