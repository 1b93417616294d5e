"""The files of the fake Slack: an address is asked for, bytes are sent there, and then they are shown somewhere.

docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal.
"""

import json
from dataclasses import dataclass
from typing import Any

ALT_LIMIT = 1000


@dataclass
class SlackFile:
    """A file; `data` is None until it was sent."""

    id: str
    name: str
    length: int
    words: str
    data: bytes | None = None
    is_complete: bool = False

    def as_json(self) -> dict[str, Any]:
        """The file as the API shows it."""
        return {"id": self.id, "name": self.name, "title": self.name, "alt_txt": self.words, "size": self.length}


class Files:
    """All files of a workspace, by id."""

    def __init__(self) -> None:
        self._known: dict[str, SlackFile] = {}

    def expect(self, arguments: dict[str, Any]) -> SlackFile | str:
        """A file that is to be sent, or Slack's code for what is wrong."""
        words, length = arguments.get("alt_txt", ""), int(arguments.get("length", 0))
        if length < 1 or not arguments.get("filename"):
            return "invalid_arguments"
        if len(words) > ALT_LIMIT:
            return "alt_txt_too_large"
        number = f"F{len(self._known):04}"
        self._known[number] = SlackFile(number, arguments["filename"], length, words)
        return self._known[number]

    def take(self, number: str, data: bytes) -> bool:
        """Take the bytes of a file; returns whether they are as many as were promised."""
        file = self._known.get(number)
        if file is None or len(data) != file.length:
            return False
        file.data = data
        return True

    def complete(self, arguments: dict[str, Any]) -> list[SlackFile] | str:
        """Files that were sent, each once, or Slack's code for what is wrong."""
        numbers = [each["id"] for each in json.loads(arguments.get("files", "[]"))]
        files = [self._known[number] for number in numbers if number in self._known]
        if not numbers or len(files) < len(numbers) or any(it.data is None or it.is_complete for it in files):
            return "file_not_found"
        for file in files:
            file.is_complete = True
        return files
