# `make` lists the targets. Each sets up what it needs: a virtual environment in .venv with the package and its
# dependencies, and the Chinese font of the figures in the user's cache. Only Python 3.11 or newer, pip and git are needed.

# What the environment holds under these names is not meant for us (LANGUAGE is a variable of gettext): assigned here,
# they are changed on the command line only, as in `make report PLANS=../plans LANGUAGE=en`.
PLANS :=
OUT :=
JOBS :=
LANGUAGE :=
REGIONS :=
PERIODS :=
ARGS :=
LOCKED :=
SIZES :=
PYTHON := python3

VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
FONT := $(VENV)/.font
MINZHENG := $(RUN) -m analysis

BUILD_OPTIONS = $(if $(PLANS),--plans "$(PLANS)") $(if $(OUT),--out "$(OUT)") $(if $(JOBS),--jobs "$(JOBS)")
REPORT_OPTIONS = $(BUILD_OPTIONS) $(if $(LANGUAGE),--lang "$(LANGUAGE)") \
	$(if $(REGIONS),--regions $(REGIONS)) $(if $(PERIODS),--periods $(PERIODS))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report build test lint lab bench lock audit setup clean

help: ## list the targets
	@echo "usage: make TARGET [NAME=VALUE …]"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

report: setup ## tables, notebooks, figures and index.html (PLANS=DIR OUT=DIR LANGUAGE=zh|en JOBS=N REGIONS=… PERIODS=…)
	$(MINZHENG) report $(REPORT_OPTIONS) $(ARGS)

build: setup ## only the tables (PLANS=DIR OUT=DIR JOBS=N)
	$(MINZHENG) build $(BUILD_OPTIONS) $(ARGS)

test: setup ## all tests, on all processors (ARGS="-k font -x" for pytest)
	$(RUN) -m pytest -n auto --dist worksteal $(ARGS)

lint: setup ## ruff and mypy
	$(RUN) -m ruff check .
	$(RUN) -m mypy

lab: setup ## JupyterLab on the notebooks (ARGS="--no-browser --port 9999")
	$(RUN) -m jupyterlab --notebook-dir=. $(ARGS) notebooks

bench: setup ## how long reading and building take (PLANS=DIR SIZES="100 1000 10000")
	$(RUN) tests/bench.py $(if $(PLANS),--plans "$(PLANS)") $(ARGS)
	$(RUN) tests/bench_builds.py $(if $(SIZES),--sizes $(SIZES))

lock: setup ## requirements.lock anew: the newest versions that pyproject.toml allows, with hashes
	$(RUN) -m pip install --quiet --editable ".[audit]"
	$(RUN) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --extra dev --extra cluster \
		--generate-hashes --upgrade --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--output-file requirements.lock

audit: setup ## known faults of the packages in requirements.lock (asks the network)
	@$(RUN) -m pip install --quiet --editable ".[audit]" \
		|| { echo "Not known: pip-audit could not be installed. Run it again where a package index can be reached." >&2; exit 2; }
	@$(RUN) tests/audit.py

setup: $(INSTALLED) $(FONT) ## virtual environment and font, once (LOCKED=1: the versions and hashes of requirements.lock)

clean: ## remove what set-up and tests made here; data, figures and runs stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Some systems have Python and pip, but not the part of Python that puts pip into a virtual environment: then the
# system's pip installs into it from outside. Byte-compiling saves seconds at the start of every notebook.
$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) -c 'import sys; print("Python %d.%d" % sys.version_info[:2])' 2>/dev/null); \
		echo "minzheng-plans needs Python 3.11 or newer; $(PYTHON) is $${found:-not there}." \
			"Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(RUN) && $(RUN) -m pip --version >/dev/null 2>&1 \
		|| $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
		|| { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(RUN) install --quiet pip; }
	@echo "Installing the package and what it needs into $(VENV) (a minute or two the first time) …"
	$(if $(LOCKED),$(RUN) -m pip install --quiet --compile --require-hashes --requirement requirements.lock)
	$(RUN) -m pip install --quiet --disable-pip-version-check --compile --editable ".[dev]"
	$(RUN) -m compileall -q analysis
	@touch $@

$(FONT): $(INSTALLED) analysis/publishing/fonts.py
	@echo "Making sure of the Chinese font of the figures …"
	$(RUN) -m analysis.publishing.fonts
	@touch $@
