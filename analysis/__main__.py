"""The command line: ``minzheng`` or ``python -m analysis``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.model import ReadingError
from analysis.plural import counted
from analysis.publishing.visible import visible
from analysis.version import VERSION

PLANS = Path("data/raw")
USAGE_ERROR = 2  # exit status for a call that cannot be carried out; 1 is for documents or data with errors


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0, 1 when something is wrong with the data, 2 with the call."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # never fail on a terminal without Chinese
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("minzheng: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        if _is_sentence(error):
            told = str(error)
        else:
            told = f"an internal error ({type(error).__name__}: {error}); run again with --debug to see where"
        _say(f"minzheng {options.command}: {told}")
        return 1 if isinstance(error, ReadingError) else USAGE_ERROR


def _is_sentence(error: Exception) -> bool:
    """Whether the message is meant for people: errors of this package, and those of the file system."""
    return isinstance(error, OSError) or type(error).__module__.split(".")[0] in ("analysis", "__main__")


class UsageError(ValueError):
    """A call that cannot be carried out."""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="minzheng",
        description="Tidy, traceable tables out of the civil-affairs plans of Chinese local governments.",
        epilog="Example: minzheng report --plans ~/plans --lang en    (then open the page that it names)",
    )
    top.add_argument("--version", action="version", version=f"minzheng {VERSION}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Any, summary: str, example: str) -> argparse.ArgumentParser:
        one = commands.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=f"Example: {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.add_argument("--debug", action="store_true", help="show where an error came from")
        one.set_defaults(run=run)
        return one

    def plans(one: argparse.ArgumentParser, text: str = "folder of documents (default: data/raw)") -> None:
        one.add_argument("--plans", type=Path, default=PLANS, metavar="DIR", help=text)

    def jobs(one: argparse.ArgumentParser) -> None:
        text = "processes; -1 for all processors (default: 1)"
        one.add_argument("--jobs", type=int, default=1, metavar="N", help=text)

    out = "folder for what is made (default: data/processed for data/raw, else runs/<folder>)"

    one = command("build", run_build, "documents → tables", "minzheng build --plans ~/plans --out runs/mine --jobs 2")
    plans(one)
    one.add_argument("--out", type=Path, metavar="DIR", help=out)
    jobs(one)
    text = "read every document anew, whatever an earlier build found out"
    one.add_argument("--force", action="store_true", help=text)
    text = "where the work is done: processes of this machine (default), or a Dask cluster"
    one.add_argument("--backend", choices=("local", "dask"), default="local", help=text)
    text = "of the Dask cluster, such as tcp://10.0.0.5:8786"
    one.add_argument("--scheduler", default="", metavar="ADDRESS", help=text)

    one = command(
        "report",
        run_report,
        "build, run the notebooks, write figures and an index.html that links everything",
        "minzheng report --plans ~/plans --lang en --regions 江津区 随州市 --periods 十三五 十四五",
    )
    plans(one)
    one.add_argument("--out", type=Path, metavar="DIR", help=out)
    one.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of figures (default: zh)")
    one.add_argument("--regions", nargs="+", default=[], metavar="REGION", help="names or codes (default: all)")
    one.add_argument("--periods", nargs="+", default=[], metavar="PERIOD", help="such as 十四五 or 2024 (default: all)")
    one.add_argument(
        "--by", nargs="+", default=[], choices=("region", "period", "language"), metavar="AXIS",
        help="once more for each region, period or language; several: for each combination",
    )  # fmt: skip
    one.add_argument(
        "-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
        help="a further parameter of the notebooks; VALUE is JSON, or text",
    )  # fmt: skip
    one.add_argument("--timeout", type=int, default=600, metavar="S", help="seconds for one notebook (default: 600)")
    one.add_argument("--notebooks", type=Path, metavar="DIR", help="folder of the notebooks (default: notebooks)")
    jobs(one)

    one = command(
        "show",
        run_show,
        "one document as it is, its facts highlighted, repairs and flags visible",
        "minzheng show data/raw/jiangjin_14.txt -o jiangjin.html",
    )
    one.add_argument("plan", type=Path, metavar="PLAN", help="a document")
    one.add_argument("-o", "--out", type=Path, metavar="FILE.html", help="page to write (default: runs/<PLAN>.html)")
    one.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the page (default: zh)")
    one.add_argument("--plans", type=Path, metavar="DIR", help="folder with corrections.csv (default: that of PLAN)")

    one = command(
        "score",
        run_score,
        "agreement with human-coded records: precision, recall, F1 by kind and field, Krippendorff's alpha",
        "minzheng score ../shared/gold --plans ../shared/plans --plans ../shared/more --differences",
    )
    one.add_argument("gold", type=Path, metavar="GOLD_DIR", help="folder of coded records, <document>.jsonl")
    one.add_argument(
        "--plans",
        type=Path,
        action="append",
        metavar="DIR",
        help="folder of the documents; may be given more than once (default: GOLD_DIR, else the folders beside it, "
        "else data/raw)",
    )
    one.add_argument("--differences", action="store_true", help="list every disagreement")
    one.add_argument("--json", action="store_true", help="print the figures as JSON")

    one = command(
        "check",
        run_check,
        "data checks over the built tables; exit status 1 when something is wrong",
        "minzheng check --plans ~/plans",
    )
    text = "folder of the documents that the tables were built from (default: as the build noted it, else data/raw)"
    one.add_argument("--plans", type=Path, metavar="DIR", help=text)
    one.add_argument("--tables", type=Path, metavar="DIR", help="folder of the tables (default: where build puts them)")

    one = command(
        "review",
        run_review,
        "the most doubtful facts first, each with its reasons and a correction row to fill in",
        "minzheng review --plans ~/plans --most 50 -o review.csv",
    )
    plans(one)
    one.add_argument("--tables", type=Path, metavar="DIR", help="take built tables instead of reading the documents")
    one.add_argument("--most", type=int, default=20, metavar="N", help="how many facts (default: 20)")
    one.add_argument("-o", "--out", type=Path, metavar="FILE.csv", help="table to write (default: on the screen)")
    jobs(one)

    one = command(
        "dictionary",
        run_dictionary,
        "what every column of every table means, as Markdown",
        "minzheng dictionary --lang zh -o docs/data-dictionary.zh-CN.md",
    )
    one.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the meanings (default: en)")
    one.add_argument("-o", "--out", type=Path, metavar="FILE.md", help="file to write (default: on the screen)")
    return top


def _say(text: str) -> None:
    print(visible(text), file=sys.stderr)


def _print(text: object) -> None:
    """What documents say must not steer the terminal."""
    print(visible(str(text)))


def run_build(options: argparse.Namespace) -> int:
    from analysis.build import build, default_out

    out = options.out or default_out(options.plans)
    result = build(
        options.plans,
        out,
        options.jobs,
        force=options.force,
        backend=options.backend,
        scheduler=options.scheduler,
        debug=options.debug,
    )
    for failure in result.failures:
        _say(f"not in the tables: {failure.reason}")
    _print(result)
    return result.status


def run_report(options: argparse.Namespace) -> int:
    from analysis.publishing.report import report

    result = report(
        options.plans,
        options.out,
        options.lang,
        options.regions,
        options.periods,
        options.jobs,
        by=options.by,
        parameters={name: _value(text) for name, text in options.parameter},
        notebooks=options.notebooks,
        timeout=options.timeout,
        debug=options.debug,
    )
    _print(result)
    return result.status


def _value(text: str) -> Any:
    """A parameter as it is written on the command line: JSON where it is that, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def run_show(options: argparse.Namespace) -> int:
    from analysis.publishing.source_view import source_view

    if not options.plan.is_file():
        raise UsageError(f"{options.plan}: there is no such document")
    out = options.out or Path("runs") / f"{options.plan.stem}.html"
    source_view(options.plan, out, options.lang, options.plans)
    _print(out)
    return 0


def run_score(options: argparse.Namespace) -> int:
    from analysis.tables.scoring import near, score

    folders = options.plans or near(options.gold, PLANS)
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder; name the one that holds the documents")
    result = score(options.gold, folders)
    for doc_id in result.absent:
        _say(f"left out: {doc_id} has coded records, but its document lies in none of {', '.join(map(str, folders))}")
    for doc_id in result.partly:
        _say(
            f"{doc_id}: far more facts than coded records; where only a part was coded, say which in "
            f"{doc_id}.scope.json (data/gold/README.md), or precision means nothing"
        )
    if options.json:
        figures = {one.doc_id: one.as_dict() for one in (*result.documents, result.total)}
        _print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _print(result)
    if options.differences:
        for difference in result.total.differences:
            _print(difference)
    return 0


def run_check(options: argparse.Namespace) -> int:
    from analysis.build import default_out
    from analysis.building.record import built_from
    from analysis.tables.checks import check_folder

    if options.plans is not None and not options.plans.is_dir():
        raise UsageError(f"{options.plans}: there is no such folder; name the one that holds the documents")
    tables = options.tables or default_out(options.plans or PLANS)
    findings = check_folder(tables, options.plans or built_from(tables) or (None if options.tables else PLANS))
    for finding in findings:
        _print(f"{finding.severity}: {finding.message}")
    counts = {name: sum(one.severity == name for one in findings) for name in ("error", "warning", "note")}
    _print(f"{tables}: {', '.join(counted(number, name) for name, number in counts.items())}")
    return 1 if counts["error"] else 0


def run_review(options: argparse.Namespace) -> int:
    from analysis.build import CORRECTIONS, open_for_review
    from analysis.tables.review import doubts, listing, review_csv
    from analysis.tables.store import load

    if options.most < 1:
        raise UsageError(f"--most {options.most}: give 1 or more")
    if options.out is not None and options.out.exists():
        raise UsageError(f"{options.out} is there already and may hold corrections; name a new file")
    if options.tables is not None:
        tables = load(options.tables)
    else:
        tables, problems = open_for_review(options.plans, options.jobs, debug=options.debug)
        for problem in problems:
            _say(f"not applied: {problem.message}")
    found = doubts(tables)
    shown = found[: options.most]
    total = f"{len(shown)} of {counted(len(found), 'fact')} with a reason to doubt, of {len(tables.facts)} in all"
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_bytes(review_csv(shown))
        _print(f"{options.out}: {total}")
    elif shown:
        _print(f"{listing(shown)}\n\n{total}")
    else:
        _print(f"no reason to doubt any of {counted(len(tables.facts), 'fact')}")
    if shown:
        _say(
            f"To correct one, put its row into {options.plans / CORRECTIONS}, fill in corrected, reason, author and "
            "date, and build again."
        )
    return 0


def run_dictionary(options: argparse.Namespace) -> int:
    from analysis.tables.schema import data_dictionary

    text = data_dictionary(options.lang)
    if options.out is None:
        print(text)
        return 0
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    print(options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
