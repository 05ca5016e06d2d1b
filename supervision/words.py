"""Words of the statistics and disclosure files in the reader's language; listed here so that they are collected."""

from django.utils.translation import gettext, gettext_noop as _, pgettext, pgettext_lazy

FIGURES = (
    pgettext_lazy("statistics", "监管基数"),
    pgettext_lazy("statistics", "监督检查"),
    pgettext_lazy("statistics", "隐患"),
    pgettext_lazy("statistics", "现场处理和强制"),
    pgettext_lazy("statistics", "行政处罚"),
    pgettext_lazy("statistics", "应监管单位数"),
    pgettext_lazy("statistics", "行政执法人员数"),
    pgettext_lazy("statistics", "计划检查家次"),
    pgettext_lazy("statistics", "检查单位数"),
    pgettext_lazy("statistics", "检查次数"),
    pgettext_lazy("statistics", "计划内检查次数"),
    pgettext_lazy("statistics", "随机抽查次数"),
    pgettext_lazy("statistics", "现场检查记录份数"),
    pgettext_lazy("statistics", "执法文书份数"),
    pgettext_lazy("statistics", "复查次数"),
    pgettext_lazy("statistics", "查出一般隐患"),
    pgettext_lazy("statistics", "查出重大隐患"),
    pgettext_lazy("statistics", "已整改"),
    pgettext_lazy("statistics", "重大隐患已整改"),
    pgettext_lazy("statistics", "逾期未整改"),
    pgettext_lazy("statistics", "责令限期整改"),
    pgettext_lazy("statistics", "责令停产停业、停止使用"),
    pgettext_lazy("statistics", "立案"),
    pgettext_lazy("statistics", "处罚决定"),
    pgettext_lazy("statistics", "罚款次数"),
    pgettext_lazy("statistics", "罚款金额"),
    pgettext_lazy("statistics", "实缴罚款"),
    pgettext_lazy("statistics", "结案"),
    pgettext_lazy("statistics", "检查覆盖率"),
    pgettext_lazy("statistics", "计划完成率"),
    pgettext_lazy("statistics", "结案率"),
    pgettext_lazy("statistics", "罚款到位率"),
    pgettext_lazy("statistics", "人均检查家次"),
    pgettext_lazy("statistics", "家"),
    pgettext_lazy("statistics", "人"),
    pgettext_lazy("statistics", "家次"),
    pgettext_lazy("statistics", "次"),
    pgettext_lazy("statistics", "份"),
    pgettext_lazy("statistics", "项"),
    pgettext_lazy("statistics", "件"),
    pgettext_lazy("statistics", "万元"),
)
FIELDS = (
    _("行政相对人名称"),
    _("行政相对人类别"),
    _("行政相对人代码_1（统一社会信用代码）"),
    _("法定代表人"),
    _("行政处罚决定书文号"),
    _("违法行为类型"),
    _("违法事实"),
    _("处罚依据"),
    _("处罚类别"),
    _("处罚内容"),
    _("罚款金额"),
    _("处罚决定日期"),
    _("处罚有效期"),
    _("公示截止期"),
    _("处罚机关"),
    _("处罚机关统一社会信用代码"),
    _("数据来源单位"),
    _("数据来源单位统一社会信用代码"),
    _("备注"),
)


def figure_word(word: str) -> str:
    return pgettext("statistics", word)


def field_word(word: str) -> str:
    return gettext(word)
