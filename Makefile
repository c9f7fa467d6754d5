# The commands of this project; `make help` lists them. Each sets up its environment by itself.
.DEFAULT_GOAL := help
PYTHON_BIN := .venv/bin/python
.PHONY: help setup run talk doctor test test-fast train evaluate evaluate-crisis bench format lint practice backup restore

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

setup:
	@bot/running/setup.sh

run: setup ## try it: start website, assistant and actions, with the demo practice
	@exec $(PYTHON_BIN) -m bot.running

talk: setup ## talk with the live assistant in this terminal, as a client does
	@exec $(PYTHON_BIN) -m bot.running.talk

doctor: setup ## look at the running installation as a client does; URL=https://... for the address that clients use
	@exec $(PYTHON_BIN) -m bot.running.doctor $(URL)

test: setup ## all checks and tests, with a table at the end
	@exec $(PYTHON_BIN) -m bot.running.checks

test-fast: setup ## lint, types and the tests that need no trained model; about twelve minutes
	@exec $(PYTHON_BIN) -m bot.running.checks --fast

train: setup ## train if the training data changed
	@exec $(PYTHON_BIN) -m bot.publishing train

evaluate: setup ## measure understanding on the held-out questions, beside plain Rasa
	@exec $(PYTHON_BIN) -m bot.evaluation evaluate

evaluate-crisis: setup ## measure crisis routing on the held-out sentences
	@exec $(PYTHON_BIN) -m bot.evaluation evaluate-crisis

bench: setup ## speed, start-up and memory, beside plain Rasa in the same run
	@exec $(PYTHON_BIN) -m bot.bench

format: setup ## put the code in its usual form
	@$(PYTHON_BIN) -m ruff format . && $(PYTHON_BIN) -m ruff check --fix .

lint: setup ## form, types, and the floors of bot/: who may import whom
	@$(PYTHON_BIN) -m ruff check . && $(PYTHON_BIN) -m ruff format --check . && $(PYTHON_BIN) -m mypy && .venv/bin/lint-imports

backup: setup ## one file with the database, words and model, without what clients write; while it runs
	@exec $(PYTHON_BIN) -m bot.running.backups backup

restore: setup ## put a backup back, while it runs: make restore FILE=var/backups/...; FORMER=yes before an older release
	@test -n "$(FILE)" || { echo "say which file: make restore FILE=var/backups/..."; exit 2; }
	@exec $(PYTHON_BIN) -m bot.running.backups restore $(if $(filter yes,$(FORMER)),--former) "$(FILE)"

practice: setup ## use your own practice's facts: make practice FILE=my_practice.yml
	@test -n "$(FILE)" || { echo "say which file: make practice FILE=my_practice.yml"; exit 2; }
	@$(PYTHON_BIN) -m bot.database.migrate && $(PYTHON_BIN) -m bot.practice import "$(FILE)"
