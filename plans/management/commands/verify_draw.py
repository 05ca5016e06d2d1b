"""Recomputes a published draw from its published inputs. Exit 0: it holds, 1: it differs, 2: wrong use. No database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from plans.rules.draw_differences import Difference, differs, part_of
from plans.rules.draw_proof import Proof, verify


class Command(BaseCommand):
    help = "Recompute a published draw from its published inputs; exit 1 when it differs"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--seal", default="", help="the seal on the public page, compared with that of the file")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        proof = _read(options["file"])
        differences = verify(proof)
        if options["seal"] and proof.get("seal") != options["seal"]:
            differences.append(differs("seal", proof.get("seal", "--"), options["seal"]))
        if options["json"]:
            self.stdout.write(json.dumps(_answer(proof, differences)))
        elif differences:
            self.stdout.write(_("抽取结果不符"))
            for difference in differences:
                self.stdout.write(f"- {part_of(difference.place)}\n  {difference.message}")
        else:
            self.stdout.write(_("抽取结果相符：%(number)s") % {"number": _number(proof)})
            self._tell_of_the_seal(proof, given=options["seal"])
        if differences:
            sys.exit(1)

    def _tell_of_the_seal(self, proof: Proof, *, given: str) -> None:
        if given:
            self.stdout.write(_("文件校验值与所给的一致：%(seal)s") % {"seal": given})
            return
        if "seal" in proof:
            self.stdout.write(_("文件校验值 %(seal)s，请与公示页面所列比对") % {"seal": proof["seal"]})
        words = _(
            "单凭文件不能判断：跳过是否属实、有无遗漏，原因是所列哪一条、何时所说，承诺在冻结之后、种子之前何时公布"
        )
        self.stdout.write(words)


def _read(path: Path) -> Proof:
    words: dict[str, Any] = {"path": path}
    try:
        proof = json.loads(path.read_bytes())
    except OSError as error:
        words["error"] = error.strerror
        raise CommandError(_("无法读取文件 %(path)s：%(error)s") % words, returncode=2) from error
    except (ValueError, RecursionError) as error:
        words["error"] = error
        raise CommandError(_("%(path)s 不是 JSON 文件：%(error)s") % words, returncode=2) from error
    if not isinstance(proof, dict):
        raise CommandError(_("%(path)s 不是抽取核验文件") % words, returncode=2)
    return proof


def _answer(proof: Proof, differences: list[Difference]) -> dict[str, Any]:
    return {
        "ok": not differences,
        "task": _number(proof),
        "first": differences[0].place if differences else None,
        "differences": [asdict(difference) for difference in differences],
    }


def _number(proof: Proof) -> str:
    task = proof.get("task")
    return str(task.get("number", "--")) if isinstance(task, dict) else "--"
