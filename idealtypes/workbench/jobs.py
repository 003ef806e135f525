"""What takes longer than an answer may: done in a thread, told how far it is, its result kept until it is fetched."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from idealtypes.errors import IdealtypesError

Progress = Callable[[int, int], None]
KEPT = 50  # jobs that are remembered


@dataclass
class Job:
    """One piece of work: how much is done of how much, and what came of it."""

    done: int = 0
    of: int = 0
    result: Any = None
    problem: BaseException | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, of: int) -> None:
        """Say how far it is."""
        self.done, self.of = done, of


class Jobs:
    """The work of one workbench; one piece at a time computes, the others wait."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._turn = threading.Lock()

    def start(self, work: Callable[[Progress], Any]) -> int:
        """Begin; the number of the job."""
        number, job = next(self._numbers), Job()
        self._jobs[number] = job
        for old in list(self._jobs)[:-KEPT]:
            del self._jobs[old]
        threading.Thread(target=self._run, args=(work, job), daemon=True).start()
        return number

    def _run(self, work: Callable[[Progress], Any], job: Job) -> None:
        try:
            with self._turn:
                job.result = work(job.progress)
        except BaseException as problem:
            job.problem = problem
        finally:
            job.ended.set()

    def wait(self, number: int, seconds: float) -> Job:
        """The job, as soon as it has ended, or after so many seconds as it is.

        Raises
        ------
        IdealtypesError
            For a number that is no job's.
        """
        if number not in self._jobs:
            raise IdealtypesError("this work is not known any more: begin it again")
        job = self._jobs[number]
        job.ended.wait(seconds)
        return job
