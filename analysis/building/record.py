"""What a build ran on and with: everything that must not change the tables, and may all the same be asked for later."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import Any

from analysis.building.versions import coding_version, reading_version
from analysis.tables.store.place import WORK
from analysis.version import ABSENT, VERSION, installed

__all__ = ["RECORD", "built_from", "write_record"]

RECORD = "run.json"
LIBRARIES = ("joblib", "lxml", "numpy", "opencc", "pandas", "pdfminer.six", "pyarrow", "jieba", "distributed")


def write_record(folder: Path, options: dict[str, Any], counts: dict[str, int], seconds: float) -> None:
    """Write ``run.json``. ``datapackage.json`` says what decides the tables and is the same everywhere; this says where
    they were made."""
    told = {
        "software": {
            "minzheng": VERSION,
            "reading_sha256": reading_version(),
            "coding_sha256": coding_version(),
            "python": platform.python_version(),
            "platform": platform.platform(),
            **{name: version for name in LIBRARIES if (version := installed(name)) != ABSENT},
        },
        "options": options,
        "counts": counts,
        "seconds": round(seconds, 3),
    }
    (folder / RECORD).write_bytes((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def built_from(folder: Path) -> Path | None:
    """The folder of documents that the tables in ``folder`` were built from, as it was named then; None where nothing
    tells it, or nothing is there any more."""
    try:
        plans = Path(json.loads((folder / WORK / RECORD).read_text(encoding="utf-8"))["options"]["plans"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return plans if plans.is_dir() else None
