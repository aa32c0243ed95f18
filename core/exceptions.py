"""The one exception that a user may be shown."""


class Refusal(Exception):
    """A service declines a change; `message` tells the user what to do instead.

    `field` names the form field that the message belongs to, or is None for the whole form.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
