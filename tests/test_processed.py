"""The committed tables are what the default run makes of ``data/raw`` today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.build import build

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = ROOT / "data" / "processed"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("processed")
    build(ROOT / "data" / "raw", out)
    return out


@pytest.mark.parametrize("name", sorted(path.name for path in COMMITTED.glob("*.csv")))
def test_a_committed_table_is_current(name: str, fresh: Path) -> None:
    assert (COMMITTED / name).read_bytes() == (fresh / name).read_bytes(), (
        f"data/processed/{name} is not what data/raw gives now: run `make build` and commit it"
    )


def test_every_table_is_committed(fresh: Path) -> None:
    described = {Path(r["path"]).name for r in json.loads((fresh / "datapackage.json").read_text("utf-8"))["resources"]}
    tables = {name for name in described if name.endswith(".csv")}
    assert tables and tables == {path.name for path in COMMITTED.glob("*.csv")}
