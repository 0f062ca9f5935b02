# Two commands do everything from a clean clone: `make try` and `make test`. Both may be run again and again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
LEDGER := $(VENV)/try.db

.PHONY: try test check docs bench train clean help

help:
	@echo "make try    set everything up, read the sample pages, keep them in a ledger"
	@echo "make test   set everything up and run every check and test"
	@echo "make docs   write docs/reference/ anew from the code"
	@echo "make bench DATA=...   measure on a folder of real pages and texts"
	@echo "make train DATA=...   train the statement model anew"

# The program alone: what `make try` needs. Its compiled part is left out where there is no C compiler.
$(VENV)/.installed: pyproject.toml setup.py constraints.txt src/onrecord/native.py $(wildcard native/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "onrecord needs Python 3.11 or later; name one with PYTHON=python3.12" >&2; exit 1; }
	@# Debian ships venv apart from Python; where it is missing, virtualenv does the same without sudo.
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --target $(VENV)-tool virtualenv && \
	  PYTHONPATH=$(VENV)-tool $(PYTHON) -m virtualenv --quiet $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

# The program with what its checks and tests need.
$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

try: $(VENV)/.installed
	$(BIN)/onrecord read examples/pages
	@rm -f $(LEDGER) $(LEDGER)-wal $(LEDGER)-shm
	$(BIN)/onrecord add examples/pages --ledger $(LEDGER)
	@echo
	@echo "The readings above are kept in $(LEDGER). Try:"
	@echo "  $(BIN)/onrecord search harbour --ledger $(LEDGER)"
	@echo "  $(BIN)/onrecord read PAGE.html --format json"
	@echo
	@echo "Or look at them in the browser, at http://127.0.0.1:8400/ once this runs (Ctrl+C ends it):"
	@echo "  $(BIN)/onrecord serve --ledger $(LEDGER)"

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# Two folders of scripts, which name their modules alike.
	$(BIN)/mypy train/blocks
	$(BIN)/mypy train/lines

test: check
	@# The tests in a real browser need Chromium; they are skipped, and say so, where it cannot be had.
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && \
	  { timeout 300 apt-get install --yes --no-install-recommends chromium || { timeout 60 apt-get update && \
	    timeout 300 apt-get install --yes --no-install-recommends chromium; }; } >/dev/null 2>&1; } || true
	$(BIN)/pytest

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench $(DATA)

# Takes torch and a pretrained encoder along; resumable, run it again to go on. See train/experiments.md.
comma := ,
LEARN := train$(if $(findstring --teacher,$(ARGUMENTS)),$(comma)teacher)
train: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(LEARN)]'
	cd train && PYTHONPATH=../src:. ../$(BIN)/python -m statements --data $(abspath $(DATA)) $(ARGUMENTS)

clean:
	rm -rf $(VENV) $(VENV)-tool build dist
