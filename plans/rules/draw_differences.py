from dataclasses import dataclass

from django.utils.translation import gettext as _, gettext_lazy

from enforcement.wording import remarked


@dataclass(frozen=True)
class Difference:
    """Where the published proof departs from what follows from it."""

    place: str
    published: str
    computed: str
    message: str


# The parts of a proof in the words of the page; what a file says of them in its own names stands beside.
PARTS = {
    "format": gettext_lazy("文件格式：不是抽取核验文件，或者多了、少了内容"),
    "text": gettext_lazy("文字：含有无法计算的字符"),
    "task": gettext_lazy("任务：编号或名称"),
    "sources": gettext_lazy("种子：录入的公开结果"),
    "key": gettext_lazy("种子串：由公开结果拼成，抽取由它算出"),
    "params": gettext_lazy("冻结的条件：抽取前公布并计入承诺"),
    "lists": gettext_lazy("冻结的名单：条目、权重和摘要"),
    "picks": gettext_lazy("抽中对象：应由名单和种子唯一得出"),
    "skips": gettext_lazy("跳过记录：谁被跳过、原因、何人何时所说"),
    "exclusions": gettext_lazy("排除情况：谁未列入名单和原因"),
    "conflicts": gettext_lazy("回避组合：谁不去哪一家"),
    "teams": gettext_lazy("分组：谁去哪一家"),
    "commitment": gettext_lazy("名单承诺：种子产生前公布的摘要和时间"),
    "seal": gettext_lazy("文件校验值：整份文件的摘要，应与公开页面一致"),
}
LISTS = {"unit": gettext_lazy("企业"), "officer": gettext_lazy("执法人员"), "expert": gettext_lazy("专家")}


def part_of(place: str) -> str:
    """In plain words: the part, and whose list where it is one."""
    name, _dot, rest = place.partition(".")
    part = str(PARTS.get(name, PARTS["format"]))
    of = LISTS.get(rest.partition(".")[0])
    return remarked(part, of) if of else part


def malformed(place: str, message: str = "") -> Difference:
    return Difference(place, "", "", message or _("%(place)s 缺少或格式不正确") % {"place": place})


def differs(place: str, published: object, computed: object) -> Difference:
    words = {"place": place, "published": published, "computed": computed}
    message = _("%(place)s 不符：公布的是 %(published)s，按公布的输入重新计算应为 %(computed)s") % words
    return Difference(place, str(published), str(computed), message)
