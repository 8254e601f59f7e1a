# make run: set up and open the app.  make check: what takes a minute.  make test: set up and run every test.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

CHECKED := $(addprefix tests/house/test_,architecture.py floors.py guides.py docs.py words.py) \
	$(addprefix tests/method/test_,method.py judged.py)

.PHONY: run check test test-long coverage bench screenshots clean

run: $(VENV)/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

check: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q $(CHECKED)

test: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.support.browser.ensure_browser
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-long: $(VENV)/dev.done
	$(BIN)/python -m tests.support.browser.ensure_browser
	SANJEH_LONG=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

coverage: $(VENV)/dev.done
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not browser" --cov=scoring --cov=data --cov=reports --cov-report=term

bench: $(VENV)/dev.done
	$(BIN)/python -m tests.support.browser.ensure_browser
	$(BIN)/python -m benchmarks $(if $(SIZES),--sizes $(SIZES))

screenshots: $(VENV)/dev.done
	$(BIN)/python -m tests.support.browser.ensure_browser
	$(BIN)/python -m tests.support.browser.screenshots

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis screenshots static/fonts

$(VENV)/run.done: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Sanjeh needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
