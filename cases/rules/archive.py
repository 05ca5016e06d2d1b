"""The order of papers in a penalty file: decision first, then as the case went. After the rule of 2009 that was read
(documents.yaml, file_order); kinds that came later stand where their stage stands."""

ORDER = (
    "XZCFJDDW", "XZCFJDGR", "BYCFJDS", "LASP", "XCJCFA", "XCJC", "XCCLCS", "CFKYJDS", "TZGDJDS", "ZLXQZG", "ZGFC",
    "XXDJTZS", "XXDJCLJDS", "EVIDENCE", "DCBG", "XZCFGZS", "TZGZS", "DSRCSSB", "FZSH", "XZCFTLJL", "YQJNPZ", "QZZXCG",
    "QZZXSQ", "SDHZ", "JASPB",
)  # fmt: skip


def position(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)
