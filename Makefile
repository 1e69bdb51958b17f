# The seminar's commands; `make` alone lists them. PYTHON names the machine's
# Python (3.10 or newer), NB=04 restricts to one notebook, LAB_ARGS goes to
# JupyterLab. Windows: make PYTHON=python. BACKEND=go, xla, cuda or auto decides
# what computes, and is remembered (kernel-setup/choice.py).
PYTHON ?= python3
ifneq ($(origin BACKEND),command line)
BACKEND :=
endif
# LANGUAGE=en or ko is remembered, too (kernel-setup/language.py); the environment's is
# gettext's, and is not meant.
ifneq ($(origin LANGUAGE),command line)
LANGUAGE :=
endif
unexport LANGUAGE
# The machine's own Python: no modules of another place, none of ours hidden, and
# paths and files in UTF-8 whatever the locale.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH
export PYTHONUTF8 := 1
SETUP := $(PYTHON) kernel-setup/install.py
RUN := $(PYTHON) kernel-setup/environ.py
LESSONS := $(RUN) go run ./lessons
LINTERS = $(SETUP) check && $(SETUP) staticcheck

help: ## this list
	@$(PYTHON) -c 'import re; [print(f"make {t:13} {w}") for t, w in re.findall(r"^([\w-]+):.*## (.*)", open("Makefile").read(), re.M)]'

lab: language ## JupyterLab at work/00_start.ipynb, your copy of the first lesson; LANGUAGE=ko: in Korean
	@$(RUN) python kernel-setup/lab.py $(LAB_ARGS)

copies: language ## brings your copies in work/ up to date, as `make lab` does
	@$(LESSONS) copies $$(cat .bin/language 2>/dev/null)

language: setup
	@$(if $(LANGUAGE),$(PYTHON) kernel-setup/language.py $(LANGUAGE))

test: setup ## every check: format, vet, unit tests, the notebooks whose inputs changed
	@$(LINTERS)
	@$(RUN) python checks/check.py test

test-all: setup ## the same, and every notebook executed
	@$(LINTERS) && $(SETUP) gopls
	@$(RUN) python checks/check.py all

test-long: setup ## set-up and trainings killed, full disks, every long cell interrupted (15 minutes)
	@$(RUN) python -m unittest discover -v -s kernel-setup/tests/long
	@SEMINAR_LONG=1 $(RUN) go test -v -run TestKilledTraining ./lib/train

test-xla: setup ## what depends on the backend, on XLA for the CPU, whatever is chosen
	@$(SETUP) xla
	@SEMINAR_CHOICE=xla SEMINAR_BACKEND=xla $(RUN) python checks/check.py xla

test-browser: slides ## the lessons, the slides and the page that dreams in a real browser, with screenshots (4 minutes)
	@$(SETUP) browser && $(SETUP) gopls
	@$(RUN) python kernel-setup/tests/browser/test_browser.py
	@$(RUN) python kernel-setup/tests/browser/test_slides.py
	@$(RUN) python kernel-setup/tests/browser/test_dreams.py

fuzz: setup ## damaged input for every parser, FUZZ_SECONDS (60) each
	@$(LESSONS) fuzz $(FUZZ_SECONDS)

check: setup ## what a commit must pass, in seconds: format, vet, linters, notebooks match sources
	@$(LINTERS)
	@$(RUN) python checks/check.py check

bench: setup ## times the seminar against PyTorch, JAX and scikit-learn; QUICK=1: in 3 minutes
	@$(SETUP) xla
	@$(SETUP) bench
	@$(RUN) python bench/run.py $(if $(QUICK),quick,$(ROWS))

bench-growth: setup ## how the cost grows: over width, layers, images (half an hour)
	@$(SETUP) xla
	@$(SETUP) bench
	@$(RUN) python bench/growth.py $(ROWS)

gpu-check: ## tries an NVIDIA GPU and writes a report; a line where there is none
	@$(PYTHON) bench/gpu/gpu_check.py

image-check: ## builds the images with buildah and tries them; BASE names the base image
	@$(PYTHON) docker/image_check.py $(BASE)

classroom-check: setup ## a hub for real, SPAWNER=accounts or docker, STUDENTS=2 at once, with faults; as root
	@$(SETUP) classroom && .venv/bin/uv pip install -q --no-config --python .venv/bin/python --target .bin/onetimepass six==1.17.0 onetimepass==1.0.1
	@PYTHONPATH=.bin/classroom .venv/bin/python classroom/classroom_check.py $(or $(SPAWNER),accounts) $(or $(STUDENTS),2) 00_start $(NOTEBOOKS)

notebooks: setup ## executes the notebooks whose source or library changed
	@$(LESSONS) execute $(NB)

translate: setup ## NB=00: brings the translation notebooks/src/ko/00_....po in step with the lesson
	@$(LESSONS) translate $(NB)

handout: setup ## course/release: the lessons (NB) for nbgrader, in COURSE, a folder
	@$(SETUP) grade
	@$(RUN) python grading/grade.py handout '$(NB)' '$(COURSE)'

grade: setup ## grades course/submitted/NAME/NN/NN_topic.ipynb with nbgrader
	@$(SETUP) grade
	@$(RUN) python grading/grade.py grade '$(NB)' '$(COURSE)'

sync: setup ## takes what was edited in JupyterLab back into notebooks/src
	@$(LESSONS) sync $(NB)

page: setup ## writes page/manifold.html, in which the network trains in any browser, and page/dreams.html
	@$(RUN) go run ./page/pack page/manifold.html page/dreams.html

slides: page ## writes slides/manifold.html, and -ko.html in Korean: slides with notes, offline
	@$(RUN) go run ./slides slides/manifold.html

figures: setup ## writes every figure of every notebook into figures/
	@$(LESSONS) figures $(NB)

weights: setup ## trains anew whatever the notebooks load, then executes them (hours)
	@$(LESSONS) weights $(NB)

site: setup ## writes the executed notebooks as a site into site/html
	@$(SETUP) site
	@$(RUN) python site/build.py

setup: ## installs into .venv and .bin what is missing there
	@$(SETUP) setup $(BACKEND)

doctor: ## a table of what is needed, found and to be done
	@$(SETUP) doctor

kernel: setup ## installs the kernel for a VS Code or a Jupyter of your own
	@$(PYTHON) kernel-setup/user_kernel.py install

kernel-remove: ## takes it away again
	@$(PYTHON) kernel-setup/user_kernel.py remove

share: ## lets every account of this machine use this clone, which you alone can change
	@mkdir -p .shared && $(MAKE) --no-print-directory setup && $(SETUP) gopls && $(SETUP) hub
	@$(RUN) go build -o .bin/lessons ./lessons && $(RUN) python -m compileall -q .venv/lib .bin/hub
	@find . \( -path ./.jupyter -o -path ./work \) -prune -o ! -type l ! -perm -a=r -print0 -o -type d ! -perm -a=rx -print0 | xargs -0r chmod a+rX
	@$(PYTHON) kernel-setup/served.py

get: setup ## MODULE=example.com/x: adds a Go module, for cells to import; asks the network
	@$(RUN) go get '$(MODULE)'

lock: setup ## pins the packages of pyproject.toml to versions and hashes, for every platform
	@$(RUN) uv lock

shell: setup ## your shell in the seminar's environment: go, python and uv as the kernel has them
	@$(RUN) $${SHELL:-sh}

clean: ## removes everything that these commands made, but not your work/
	@for d in .jupyter/caches .shared; do [ ! -d $$d ] || chmod -R u+w $$d; done
	rm -rf .venv .bin .jupyter .shared figures site/html

.PHONY: help lab copies language test test-all test-long test-xla test-browser fuzz check bench bench-growth gpu-check image-check classroom-check notebooks handout grade translate sync page slides figures weights site setup doctor kernel kernel-remove share get lock shell clean
