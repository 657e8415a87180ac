"""One adapter to an OpenAI-compatible endpoint. The SDK is an extra, imported at the first question."""

from dispatcher.llm.endpoint import Answer, Endpoint, Model
from dispatcher.llm.failures import ModelError
from dispatcher.llm.sdk import REMEDY, is_installed

__all__ = ["REMEDY", "Answer", "Endpoint", "Model", "ModelError", "is_installed"]
