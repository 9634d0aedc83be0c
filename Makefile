# make run       set up, prepare the database, serve: http://127.0.0.1:8000/ (PORT=8001)
# make test      set up and run every test (ARGS="tests/config -k server")
# make check     style, types, floors, templates, migrations, lock file; changes nothing
# make fix       what can be put right by itself: style of code and of templates
# make bench     measure the import and the figures (ARGS passes options on)
# make messages  collect the texts for translation into locale/ and compile them
# make setup     only the environment, in .venv

PYTHON ?= python3
BIN = .venv/bin
READY = .venv/.ready
# The package index, proxies and certificates are those the machine is set up for: uv's
# own settings or, where uv cannot reach an index by them, pip's.
UV = UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv
# One more than there are processors: some tests wait for a browser or for another process.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')

help:
	@sed -n 's/^# make /make /p' Makefile

setup: $(READY)

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Python 3.11 or newer is needed, for example: make PYTHON=python3.12 setup' >&2; \
		exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo 'Setting up .venv …'
	@$(BIN)/python -m pip install --quiet 'uv>=0.13,<0.14'
	@$(UV) sync --python $(BIN)/python --inexact --frozen --quiet || { \
		echo 'uv could not install the packages; trying with pip and its settings.' >&2; \
		$(UV) export --frozen --no-emit-project --quiet --output-file .venv/pinned.txt \
		&& $(BIN)/python -m pip install --quiet --require-hashes -r .venv/pinned.txt; }
	@touch $(READY)

run: setup
	@$(BIN)/python manage.py serve $(ARGS)

test: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --quiet
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/uv lock --check --quiet

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

bench: setup
	$(BIN)/python -m tests.bench $(ARGS)

messages: setup
	$(BIN)/python manage.py messages --collect

.PHONY: help setup run test check fix bench messages
