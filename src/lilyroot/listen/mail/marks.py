"""The marks by which mail programmes set off what the writer did not write: English, German, French, Spanish."""

from __future__ import annotations

import re
from typing import Final


def _any_of(*alternatives: str, before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(alternatives)}){after}", re.IGNORECASE | re.DOTALL)


_ADDRESS: Final = r"<[^<>\s]+@[^<>\s]+>"

QUOTE: Final = re.compile(r"\s{0,3}>")
RULE: Final = re.compile(r"\s*(?:[-_=*]\s?){5,}\s*")
LIST_FOOTER: Final = re.compile(r"_{20,}\s*")
DELIMITER: Final = re.compile(r"--\s?|—\s?")

WROTE: Final = _any_of(
    r"On\b.{4,300}\bwrote\s?:?",
    r"Am\b.{4,300}\bschrieb\b.{0,200}:",
    r".{4,200}\bschrieb am\b.{4,200}:",
    r"Le\b.{4,300}\ba écrit\s*:",
    r"El\b.{4,300}\bescribió\s*:",
    rf".{{1,200}}{_ADDRESS}\s*(?:wrote|schrieb|a écrit|escribió)\s*:",
    rf"\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}\b.{{0,200}}{_ADDRESS}\s*:",
    before=r"[*_]*",
    after=r"[*_]*",
)
WROTE_BEGINS: Final = re.compile(r"[*_]*(?:On|Am|Le|El)\s.*(?:\d|,)", re.IGNORECASE)

SEPARATOR: Final = _any_of(
    r"Original (?:Message|Appointment)",
    r"Urspr(?:ü|u|ue)ngliche(?:r)? (?:Nachricht|Mail|Termin)",
    r"Message d['’]origine",
    r"Message original",
    r"Mensaje original",
    before=r"\s*[-_*]{3,}\s*",
    after=r"\s*[-_*]{3,}\s*",
)
FORWARD: Final = _any_of(
    r"[-_*]{3,}\s*Forwarded (?:message|by)\b.*",
    r"[-_*]{3,}\s*Weitergeleitete (?:Nachricht|Mail)\b.*",
    r"[-_*]{3,}\s*Message (?:transféré|transfere|réexpédié)\b.*",
    r"[-_*]{3,}\s*Mensaje reenviado\b.*",
    r"Begin forwarded message\s*:\s*",
    r"Anfang der weitergeleiteten (?:Nachricht|E-Mail)\s*:\s*",
    r"Début du message (?:réexpédié|transféré)\s*:\s*",
    r"Inicio del mensaje reenviado\s*:\s*",
    before=r"\s*",
)

FROM: Final = re.compile(r"\s*[*_]*(?:From|Von|De|Expéditeur)\s?:[*_]*\s*\S.*", re.IGNORECASE)
OTHER_HEADER: Final = _any_of(
    *("Sent", "Date", "To", "Cc", "Subject"),
    *("Gesendet", "Datum", "An", "Betreff"),
    *("Envoyé", "À", "A", "Objet"),
    *("Enviado(?: el)?", "Fecha", "Para", "Asunto"),
    before=r"\s*[*_]*",
    after=r"\s?:[*_]*(?:\s.*|$)",
)

DEVICE: Final = _any_of(
    r"Sent from (?:my|a|the)(?: [\w-]+){1,6}",
    r"Sent (?:from|via|with) (?:Outlook|Yahoo|Proton|Mail|Gmail)\b[^,]{0,60}",
    r"Get Outlook for [^,]{2,40}",
    r"Von meinem? [^,]{2,40} gesendet",
    r"Gesendet (?:von|mit) [^,]{2,60}",
    r"Envoyé (?:de|depuis|à partir de) [^,]{2,60}",
    r"Enviado (?:desde|con) [^,]{2,60}",
    before=r"[*_(]*",
    after=r"\.?[*_)]*",
)
CLOSING: Final = _any_of(
    r"(?:with )?(?:best|kind|warm|many)?\s?(?:regards|wishes|thanks)",
    *("best", "all the best", "cheers", "take care", "thank you", "thanks(?: again| a lot)?"),
    r"sincerely(?: yours)?|yours(?: truly| sincerely| faithfully)?",
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen?) gr(?:ü|ue)(?:ß|ss)en?(?: aus \w+)?",
    r"gr(?:u|ü)(?:ß|ss)e?|mfg|lg|vg",
    r"(?:bien |très )?cordialement|bien à (?:vous|toi)|merci(?: d'avance)?|salutations|bonne journée",
    r"(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|(?:muchas )?gracias|un abrazo",
    after=r"\s*[,.!]*",
)
DISCLAIMER: Final = _any_of(
    r"confidential(?:ity)?(?: notice)?\s*:",
    r"(?:this|diese|ce|este) (?:e-?mail|message|nachricht|mensaje|courriel)\b.{0,120}"
    r"\b(?:confidential|vertraulich|confidentiel|confidencial|privileged)",
    r"you (?:are receiving|received) this (?:e-?mail|message)? ?because",
    r"reply to this e-?mail directly or view it",
)

_CAPITALISED: Final = r"[^\W\d_a-z][\w.'’-]*"
NAME_LINE: Final = re.compile(rf"[-–—~*/ ]{{0,3}}{_CAPITALISED}(?: (?:{_CAPITALISED}|von|van|de|der|la)){{0,3}}\*?")
DASHED_NAME: Final = re.compile(rf"[-–—/] ?{_CAPITALISED}(?: {_CAPITALISED}){{0,3}}")
