"""Why a model could not be asked, in words for an operator: never a key, never what was asked or answered."""

from __future__ import annotations

from dispatcher.errors import DispatcherError


class ModelError(DispatcherError):
    """The model gave no answer. `refused_form` is true when the endpoint may only dislike the asked form of answer;
    `this_question` is true when another question may well be answered.
    """

    exit_code = 5

    def __init__(
        self,
        problem: str,
        *,
        place: str | None = None,
        remedy: str | None = None,
        refused_form: bool = False,
        this_question: bool = False,
    ) -> None:
        super().__init__(problem, place=place, remedy=remedy)
        self.refused_form = refused_form
        self.this_question = this_question
