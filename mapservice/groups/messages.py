"""What the service writes to groups, in the language that they registered in."""

from collections.abc import Callable
from dataclasses import dataclass

from layers.text import LANGUAGES, Language
from mapservice.languages import translations
from mapservice.mail.outbox import Mail


def speaker(language: str) -> Callable[[str], str]:
    """Translates into one language, with or without a request."""
    spoken: Language = next((known for known in LANGUAGES if known == language), "ja")
    return lambda message: str(translations(spoken).ugettext(message))


@dataclass(frozen=True)
class Addressee:
    """To whom a mail about a group goes, and in which language."""

    email: str
    language: str
    group_id: str
    name: str


def sign_in_mail(email: str, language: str, url: str, hours: int) -> Mail:
    _ = speaker(language)
    body = _(
        "Somebody asked to register a group on the map with this address, or to change one.\n"
        "If it was you, open this page and press the button on it:\n\n%(url)s\n\n"
        "The link works once, for %(hours)s hours. If it was not you, do nothing."
    )
    return Mail(
        "sign_in", email, _("Your link to the map of activities"),
        body % {"url": url, "hours": hours} + "\n",
    )  # fmt: skip


def decision_mail(
    to: Addressee, action: str, reason: str | None, url: str, *, on_map: bool = False
) -> Mail:
    """`action` is approve, ask_back or reject; `on_map` says that a version is shown already."""
    _ = speaker(to.language)
    words = {
        "approve": _("“%(name)s” is on the map now. Thank you for registering."),
        "ask_back": _("We have a question about “%(name)s” before it can be shown."),
        "reject": _("“%(name)s” could not be put on the map."),
    }
    if on_map:
        words["ask_back"] = _(
            "We have a question about “%(name)s”. The map shows it as before meanwhile."
        )
    parts = [words[action] % {"name": to.name}]
    if reason:
        parts.append(_("What the department says:") + "\n" + reason)
    parts.append(_("To look at your registration, ask for a new link here:") + "\n" + url)
    subject = _("About your registration on the map")
    return Mail(action, to.email, subject, "\n\n".join(parts) + "\n", to.group_id)


def moved_here_mail(to: Addressee, url: str, hours: int) -> Mail:
    """To the new address of a group that could not read the old one any more."""
    _ = speaker(to.language)
    body = _(
        "The registration of “%(name)s” belongs to this address now, as the department was asked.\n"
        "To look at it, open this page and press the button on it:\n\n%(url)s\n\n"
        "The link works once, for %(hours)s hours. If this is not your group, tell the department."
    )
    body = body % {"name": to.name, "url": url, "hours": hours} + "\n"
    return Mail("moved_here", to.email, _("Your link to the map of activities"), body, to.group_id)


def moved_away_mail(to: Addressee) -> Mail:
    """To the old address. It does not say the new one, which may be a person's own."""
    _ = speaker(to.language)
    body = _(
        "The registration of “%(name)s” belongs to another address now, because the department "
        "was told that nobody reads this one.\n"
        "Links that were sent here do not work any more. If this is not right, tell the department."
    )
    subject = _("About your registration on the map")
    return Mail("moved_away", to.email, subject, body % {"name": to.name} + "\n", to.group_id)


def confirm_mail(to: Addressee, url: str) -> Mail:
    """The yearly question whether what the map says is still right."""
    _ = speaker(to.language)
    body = _(
        "Once a year we ask whether what the map says about “%(name)s” is still right.\n"
        "If it is, open this page and press the button:\n\n%(url)s\n\n"
        "After 30 days without an answer the entry is marked as unconfirmed; after 90 days it "
        "leaves the map, and you can bring it back at any time."
    )
    body = body % {"name": to.name, "url": url} + "\n"
    return Mail("confirm", to.email, _("Is this still right?"), body, to.group_id)


def answer_mail(email: str, language: str, accepted: bool, answer: str | None) -> Mail:
    """The answer to somebody who suggested a correction and wanted to hear of it."""
    _ = speaker(language)
    parts = [
        _("Thank you for helping the map to grow."),
        _("Your suggestion was taken up.") if accepted
        else _("We looked at your suggestion and left the map as it is."),
    ]  # fmt: skip
    if answer:
        parts.append(answer)
    return Mail("answer", email, _("About your suggestion"), "\n\n".join(parts) + "\n")


def notice_mail(to: Addressee, title: str, body: str, url: str) -> Mail:
    """A notice of a department to a group that asked for its field."""
    _ = speaker(to.language)
    footer = _("You get this mail because your group asked for notices on this field.")
    return Mail("notice", to.email, title, f"{body}\n\n{url}\n\n{footer}\n", to.group_id)
