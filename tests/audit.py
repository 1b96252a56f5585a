"""Known faults of the packages in ``requirements.lock``: ``python tests/audit.py``.

pip-audit says “no known vulnerabilities” also where it could ask about no package at all. This says which of three
things is so, and the exit status with it: 0 every package was asked about and none has a known fault, 1 some have, 2 it
could not be asked about all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
CALL = ["-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]
LATER = "Run it again where the package index (PyPI) can be reached."


def answer(told: str, errors: str) -> tuple[int, str]:
    """Exit status and sentences for what pip-audit printed and complained of.

    >>> answer('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', "")
    (0, '1 packages asked about, none has a known fault.')
    """
    try:
        packages: list[dict[str, Any]] = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = [line.strip() for line in errors.splitlines() if line.strip()][-1:] or ["pip-audit said nothing"]
        return 2, f"Not known: the packages could not be asked about ({why[0][:200]}). {LATER}"
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    asked = len(packages) - len(skipped)
    lines = []
    for one in packages:
        for fault in one.get("vulns", ()):
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}")
    faulty = bool(lines)
    if skipped:
        named = ", ".join(skipped[:5]) + (" …" if len(skipped) > 5 else "")
        count = f"{len(skipped)} of {len(packages)}"
        lines.append(f"Not known: {count} packages could not be asked about ({named}). {LATER}")
    if not lines:
        return 0, f"{asked} packages asked about, none has a known fault."
    return 1 if faulty else 2, "\n".join(lines)


def main() -> int:
    done = subprocess.run([sys.executable, *CALL], capture_output=True, text=True)
    status, text = answer(done.stdout, done.stderr)
    print(text)
    return status


if __name__ == "__main__":
    sys.exit(main())
