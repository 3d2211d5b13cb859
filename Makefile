# Everything is set up on first use: Python 3.11 with pip and venv is all that has to be there.

PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
LIBRARIES := .venv-models

.PHONY: review test models clean

# Review the example and print the answer. Findings give exit code 1, which is not a failure here.
review: $(ENVIRONMENT)/installed
	@$(BIN)/entasis review examples/cellcloud || test $$? -eq 1

test: $(ENVIRONMENT)/installed-for-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

# Hold the models against the libraries that they are about, in an environment of their own. A minute's download.
models: $(LIBRARIES)/installed
	$(LIBRARIES)/bin/python scripts/check_models.py

clean:
	rm -rf $(ENVIRONMENT) $(LIBRARIES) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/pip:
	$(PYTHON) -m venv $(ENVIRONMENT)

# The package is installed as a link to src, so an edit needs no second installation; only the metadata does.
$(ENVIRONMENT)/installed: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(ENVIRONMENT)/installed-for-test: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

$(LIBRARIES)/installed: pyproject.toml tests/models/libraries.txt
	$(PYTHON) -m venv $(LIBRARIES)
	$(LIBRARIES)/bin/pip install --quiet --disable-pip-version-check --editable .
	$(LIBRARIES)/bin/python scripts/check_models.py --install
	@touch $@
