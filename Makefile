# make demo, make test, make docs, make bench, make long, make mutants, make kills, make release. Each sets up all it needs in .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled files are kept, whatever the machine says: every process that a test starts would compile all it imports anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test docs bench long mutants release kills lint tests clean
SAMPLE ?= 20
KILLS  ?= 500
PAIRS  ?= 200

demo: $(VENV)/.run
	$(BIN)/idealtypes demo idealtypes-demo

# Beside one another: types are checked by one process, which would leave the other processors idle.
test: $(VENV)/.made
	@$(MAKE) --no-print-directory --jobs=2 lint tests

# A sample of what properties say; `make long` tries each with ten times the examples it names. A worker has a processor:
# more threads would only hand small tables to and fro (tests/test_threads.py shows that they change nothing).
tests: $(VENV)/.dev $(VENV)/.spark
	POLARS_MAX_THREADS=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# The site, from the Markdown of the repository: a warning, a link or an anchor that leads nowhere stops it.
docs: $(VENV)/.docs
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet --jobs auto -d .cache/site -c docs . site
	@echo 'The site: site/index.html'

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/workbench.py --first-page
	$(BIN)/python benchmarks/workbench.py --board
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/speed.py --doubts
	$(BIN)/python benchmarks/joint_draws.py
	$(BIN)/python benchmarks/specifications.py
	$(BIN)/python benchmarks/comparison_scale.py
	$(BIN)/python benchmarks/influence.py
	$(BIN)/python benchmarks/tension.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/scenarios.py
	$(BIN)/python benchmarks/exchange.py
	$(BIN)/python benchmarks/walks.py
	$(BIN)/python benchmarks/coverage.py
	$(BIN)/python benchmarks/probabilities.py
	$(BIN)/python benchmarks/raters.py --hard
	$(BIN)/python benchmarks/groups.py

# What takes hours: properties with many examples, fuzzing, coverage in full, every engine at scale, mutants.
long: bench mutants $(VENV)/.spark
	IDEALTYPES_TESTS=long $(BIN)/python -m pytest -n auto --dist loadfile
	$(BIN)/python benchmarks/comparison_coverage.py
	$(BIN)/python benchmarks/fuzz_exchange.py refi_qda --inputs 20000
	$(BIN)/python benchmarks/accounts.py --mutated 5000
	$(BIN)/python benchmarks/mutated_studies.py --studies 20000

# Do the tests fall when a formula is changed? A sample of SAMPLE mutants a room; SAMPLE=all takes a night.
mutants: $(VENV)/.mutants
	$(BIN)/python benchmarks/mutants.py --sample $(SAMPLE)

# Does a study survive `kill -9` and two people at once? KILLS and PAIRS say how many; the whole takes about an hour.
kills: $(VENV)/.dev
	$(BIN)/python benchmarks/kills.py --kills $(KILLS) --pairs $(PAIRS)

# What is shipped, under which licences, made of what, and whether it runs with the lowest and newest versions it allows.
release: $(VENV)/.release
	$(BIN)/python -m release.contents
	$(BIN)/python -m release.licences --check
	$(BIN)/python -m release.bill
	$(BIN)/python -m release.versions

# The environment: made anew when what it is made from changes.
$(VENV)/.made: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'idealtypes needs Python 3.11 or later; name one with: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "$(PYTHON) lacks the venv module; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[frames,tools]'
	@touch $@ $(VENV)/.run

# PySpark comes as a source of 450 MB that is built here: as long as all the rest, and beside it.
$(VENV)/.spark: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --no-compile pyspark
	@touch $@

$(VENV)/.mutants: $(VENV)/.dev $(VENV)/.spark
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev,mutants]'
	@touch $@

$(VENV)/.docs: $(VENV)/.made
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[docs]'
	@touch $@ $(VENV)/.run

$(VENV)/.release: $(VENV)/.mutants
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev,mutants,release]'
	@touch $@

clean:
	rm -rf $(VENV) .cache dist site idealtypes-demo
