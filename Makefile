# `make run` starts the dashboard, `make test` checks everything; both set up what they need.
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test bench screenshots examples sbom fuzz lock clean

run: $(VENV)/run.ready
	@$(BIN)/atlas run --port $(PORT)

# Files in their own order: the long ones, which drive a browser, stand in the middle.
test: $(VENV)/test.ready
	@scripts/setup.sh programs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app geodata scripts
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not timed"
	$(BIN)/pytest -m timed

bench: $(VENV)/test.ready
	@scripts/setup.sh programs
	$(BIN)/python -m tests.bench

screenshots: $(VENV)/test.ready
	@scripts/setup.sh programs
	$(BIN)/python -m scripts.take_screenshots

# The examples of documents in README.md; LibreOffice draws the slide.
examples: $(VENV)/test.ready
	$(BIN)/python -m scripts.make_examples

# A bill of materials (CycloneDX) of what runs: dist/sbom.cdx.json.
sbom: $(VENV)/test.ready
	@$(BIN)/python -m scripts.bill_of_materials

# Every parser under made-up input, for so many seconds in all; what must not happen ends it.
FUZZ_SECONDS ?= 120
fuzz: $(VENV)/test.ready
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

# The newest releases that pyproject.toml allows, with hashes; needs an environment for tests.
# The tests get the same versions as the dashboard.
lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --upgrade \
		pyproject.toml --extra build -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --constraint requirements.txt \
		pyproject.toml --all-extras -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist

# A file that marks a finished installation, older than the files it was made from.
$(VENV)/run.ready: requirements.txt pyproject.toml
	@scripts/setup.sh python requirements.txt
	@touch $@

$(VENV)/test.ready: requirements-dev.txt pyproject.toml
	@scripts/setup.sh python requirements-dev.txt
	@touch $@ $(VENV)/run.ready
