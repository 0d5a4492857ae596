# The first run of any target makes its environment in .venv, with the versions of constraints.txt.
# Python 3.12 or newer is looked for; name another one with `make plan PYTHON=/path/to/python`.

VENV := .venv
PY := $(VENV)/bin/python
# what `portfolio plan` is given by `make plan`: make plan ARGS="my.xlsx --scenario giu-80"
ARGS ?=
# more options for pytest: make test TESTFLAGS="-k excel"
TESTFLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help plan test lint fmt bench fuzz messages docs clean

help:  ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

plan: $(VENV)/.run  ## The plan for the shipped workbook, under out/ (last run replaced)
	@$(PY) -m portfolio plan --force $(ARGS)

test: $(VENV)/.dev  ## All tests, with the coverage of branches
	@$(PY) -m pytest -n auto --dist worksteal --cov --cov-report=term --cov-fail-under=90 $(TESTFLAGS)

lint: $(VENV)/.dev  ## Style and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

fmt: $(VENV)/.dev  ## Put the code in the project's format
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: $(VENV)/.dev  ## Benchmarks, with ratios
	@$(PY) benchmarks/run.py $(ARGS)

fuzz: $(VENV)/.dev  ## Damaged workbooks, scenario files and command lines by the thousand
	@$(PY) -m tests.fuzz --inputs 2400 --seed 1 $(ARGS)

messages: $(VENV)/.dev  ## Bring the catalogue up to date with the texts of the code
	@mkdir -p out
	@$(PY) -m babel.messages.frontend -q extract -F babel.cfg -k NN_:1,2 --no-location --sort-by-file -o out/portfolio.pot .
	@$(PY) -m babel.messages.frontend -q update -D portfolio -i out/portfolio.pot -d portfolio/locale -l vi \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

docs: $(VENV)/.dev  ## Write the generated pages of docs/ again
	@$(PY) -m portfolio.cli.reference docs

clean:  ## Remove the environment and everything that was made
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage

# An environment whose interpreter is gone is made anew.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell $(PY) -c "print('runs')" 2>/dev/null),runs)
$(shell rm -rf $(VENV))
endif
endif

WORKS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))

$(VENV)/bin/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.14 python3 python \
			"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.1[2-4].*/bin/python; do \
		if "$$python" -c "$(WORKS)" >/dev/null 2>&1; then \
			echo "Making $(VENV) with $$("$$python" --version) ..." >&2; \
			"$$python" -m venv --clear $(VENV) && exit 0; \
		fi; \
	done; \
	echo "Python 3.12 or newer (with venv) is needed: install python3.13, or 'pyenv install 3.13', and run make again." >&2; \
	rm -rf $(VENV); exit 1

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the engine needs (once) ..." >&2
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[charts,parquet]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the engine and its tests need (once) ..." >&2
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.run $@
