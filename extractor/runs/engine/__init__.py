"""Where a run's articles are asked about: in this process, or by workers on one machine or many."""

from extractor.runs.engine.base import Engine, EngineChoice, Job, check_choice, engine_of

__all__ = ["Engine", "EngineChoice", "Job", "check_choice", "engine_of"]
