"""E-mail addresses: which are well formed, and which of them lead to the same mailbox. Nothing is looked up."""

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

GMAIL = frozenset({"gmail.com", "googlemail.com"})


def _well_formed(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as trouble:
        raise PydanticCustomError("email", "{why}", {"why": str(trouble)}) from None


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_well_formed),
    Field(json_schema_extra={"format": "email"}),
]


def mailbox(email: str) -> str:
    """What is unique per person: lower case, without a +tag, and without the dots that Gmail does not see.

    So nobody returns after a ban as `fred+2@…`, and everybody may sign in under any spelling of their own address.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"
