"""The rules for names and addresses, which have no form of their own: they are told by what stands
before them, and by capitals. Pure.

A name that nothing introduces, in lower case or in a script without capitals, is not found."""

import re
from collections.abc import Iterator

from responses.triage.redaction.entities import EntityKind, FoundEntity

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢȘȚŤŪŮŰŲŴŶŸŹŻŽẀẂẄỲ"
_LOW = "a-zß-öø-ÿāăąćčďđēėęěğģīįıķĺļľłńņňōőœŕřśşšţșțťūůűųŵŷźżžẁẃẅỳ"
_CAPITAL = rf"(?:(?:Mc|Mac|O['’]|D['’]|ap |ab |ferch |al-|El-)?[{_UP}][{_LOW}'’]+(?:-[{_UP}][{_LOW}]+)?)"
_NAME = rf"{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"
_OTHER = r"[\u0590-\u06ff\u0900-\u0aff\u200c\u200d]+"
"""A word of Arabic script, or of one that is written from India to Bangladesh."""

_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Lady|Dame|Rev|Reverend|Imam|Father|Judge"
    r"|P\.?C|D\.?C|D\.?S|P\.?S|D\.?I|DCI|PCSO|Sgt|Sergeant|Insp|Inspector|Officer|Constable|Detective"
    r"|Superintendent|Supt|Meistr|Doctor|Cwnstabl|Sarjant|Arolygydd|Ditectif|Swyddog|Parch"
    r"|Pan|Pani|Domnul|Doamna|Dl|Dna|Senhor|Senhora|Sr|Sra|Señor|Señora|Don|Doña|Signor|Signora|Sig|Dott)"
)
_LOOSE_TITLE = r"(?:mr|mrs|ms|miss|dr)"
_KIN = (
    r"(?:husband|wife|partner|ex|boyfriend|girlfriend|fianc[ée]e?|son|daughter|brother|sister|mum|mam"
    r"|mother|dad|father|nan|gran|uncle|aunt|auntie|cousin|nephew|niece|neighbour|neighbor|friend|mate"
    r"|boss|manager|landlord|stepdad|stepson|stepdaughter|baby|lad|girl|grandson|granddaughter|carer|"
    r"ng[ŵw]r|ngwraig|mhartner|mab|merch|mrawd|chwaer|mam|nhad|ffrind|nghymydog|nghariad|modryb|ewythr"
    r"|mąż|żona|syn|córka|brat|siostra|sąsiad|sąsiadka|kolega|partnerka"
    r"|soțul|soția|fiul|fiica|fratele|sora|vecinul|vecina|prietenul"
    r"|marido|mulher|filho|filha|irmão|irmã|vizinho|vizinha|amigo|amiga"
    r"|esposo|esposa|hijo|hija|hermano|hermana|vecino|vecina|novio|novia"
    r"|marito|moglie|figlio|figlia|fratello|sorella|vicino|vicina|amico|amica)"
)
_SAID = (
    r"(?:named|called|name\s+is|name's|names|name\s+was|enw\s+(?:i\s+)?yw|o'r\s+enw|enw'r\s+\w+\s+(?:yw|oedd)|o\s+enw"
    r"|nazywa(?:m)?\s+się|imię\s+to|numește|numesc|cheamă|chamo|chama(?:-se)?|llamo|llama|chiamo|chiama"
    r"|signed|regards|llofnodwyd|cofion)"
)
_TOLD = (
    r"(?:spoke\s+(?:to|with)|speak\s+(?:to|with)|spoken\s+to|told|asked|thank|thanks\s+to|met|saw|rang|named"
    r"|against|ask\s+for|contact|diolch\s+i|siarad\s+â|gyda|efo|gofyn\s+i|with|by|from|and|am|I'm|im|z|od"
    r"|cu|de\s+la|com|con|por|da|di)"
)
_OTHER_TITLE = (
    r"(?:مسٹر|مس|مسز|ڈاکٹر|محترمہ|جناب|السيد|السيدة|الدكتور|الدكتورة|الضابط|ਸ੍ਰੀ|ਸ਼੍ਰੀ|ਸ਼੍ਰੀਮਤੀ|ਮਿਸਟਰ|ਡਾਕਟਰ"
    r"|ਸਰਦਾਰ|জনাব|মিস্টার|মিসেস|ডাক্তার|ডাঃ|શ્રી|શ્રીમતી|મિસ્ટર|ડૉક્ટર|ડૉ)"
)
_OTHER_NAMED = r"(?:نام|اسمه|اسمها|اسمي|ਨਾਂ|ਨਾਮ|নাম|નામ)"

NO_NAMES = frozenset(
    """i the a an he she they we you it my his her their our your this that these those there here who what when where why how
    is was are were do does did no not yes and but so if then police officer officers pc constable victim support crown
    court prosecution service witness care unit monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december christmas easter eid diwali ramadan new year
    english welsh polish romanian panjabi punjabi urdu arabic bengali gujarati italian spanish portuguese british wales
    england cymru facebook whatsapp instagram snapchat google amazon nhs cps iopc thank thanks please nobody somebody
    someone everyone everything nothing one two three four five first last next very just only also code right rights
    team station hospital school house home street road car bike phone email letter dydd llun mawrth mercher iau gwener
    sadwrn sul ionawr chwefror ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr nadolig heddlu llys
    cymorth dioddefwyr victims roedd mae nid dim diolch fe mi pan ond ac yn y yr o i mr mrs ms miss dr sir lady domestic abuse
    violence safe safeguarding community probation housing council children social services london about after
    eve i'm i've i'd i'll inspector sergeant sgt judge reverend superintendent detective prof professor cwnstabl sarjant
    ditectif arolygydd swyddog pan pani domnul doamna senhor senhora señor señora sr sra signor signora
    all again always any anyone because before being both by can cannot could every for from get give good great had has
    have however later let like made make maybe me more most much never now of off on once or other out over people really
    said same sent since some still than them to too took under until up us well went while will with without would""".split()
)
"""Words that stand with a capital and are nobody's name, in lower case."""

_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Cl|Way|Drive|Dr|Crescent|Cres|Court|Ct|Place|Pl|Terrace|Terr"
    r"|Gardens|Gdns|Grove|Gr|Hill|Park|Row|Square|Sq|Walk|Mews|View|Rise|Green|Parade|Quay|Wharf|House|Towers?|Estate)"
)
_WELSH_STREET = r"(?:Heol|Ffordd|Stryd|L[ôo]n|Maes|Bryn|Clos|Rhodfa|Teras|Cae|Rhiw|T[ŷy]|Parc|Pen)"
_FOREIGN_STREET = r"(?:ulica|ul\.|strada|str\.|rua|calle|via|viale|avenida)"
_NUMBER = r"\d{1,4}\s?[A-Za-z]?"
_IN_A_HOUSE = rf"(?:flat|apartment|apt|unit|room|fflat)\s+{_NUMBER}"
_FLAT = rf"(?:{_IN_A_HOUSE},?\s+)"

ADDRESSES = (
    re.compile(rf"\b{_FLAT}?{_NUMBER},?\s+(?:[\w'’\-]+\s+){{1,3}}?{_STREET}\b\.?(?!\w)", re.IGNORECASE),
    re.compile(rf"\b{_FLAT}?(?:{_NUMBER},?\s+)?{_WELSH_STREET}(?:\s+(?:y|yr|{_CAPITAL})\b){{1,3}}"),
    re.compile(rf"\b{_FLAT}?(?:{_CAPITAL}\s+){{1,2}}{_STREET}\b"),
    re.compile(rf"\b(?i:{_IN_A_HOUSE}),?(?:\s+{_CAPITAL}){{0,3}}"),
    re.compile(rf"\b(?i:{_FOREIGN_STREET})\s+(?:(?:de|da|do|del|della|dei|la)\s+)?{_CAPITAL}(?:\s+{_CAPITAL})*(?:,?\s+(?:nr\.?\s*|n[ºo°]?\s*)?\d+\w?)?"),  # noqa: E501
    re.compile(rf"\b(?i:live|living|lives|stay|staying|moved|house|byw|address|cyfeiriad|number|no)\s+(?i:at|is|to|yn|yw)\s+(?P<found>{_NUMBER}\s+{_CAPITAL}(?:\s+{_CAPITAL})?)"),  # noqa: E501
)
_LIKELY = (
    re.compile(rf"\b{_TITLE}\.?\s+(?:\x00+\s+)?(?P<found>{_NAME})"),
    re.compile(rf"\b{_LOOSE_TITLE}\.?\s+(?P<found>[{_LOW}'’\-]{{2,}})", re.IGNORECASE),
    re.compile(rf"\b(?i:{_KIN})(?:\s+(?:meu|mea))?\s*,?\s+(?P<found>{_NAME})"),
    re.compile(rf"(?i:{_SAID})[,:]?\s+(?P<found>{_NAME})"),
    re.compile(rf"\b(?i:{_TOLD})\s+(?P<found>{_NAME})"),
    re.compile(rf"(?:{_OTHER_TITLE})\s+(?P<found>{_OTHER}(?:\s+{_OTHER})?)"),
    re.compile(rf"(?:{_OTHER_NAMED})\s+(?P<found>{_OTHER})"),
    re.compile(rf"(?<![.!?]\s)(?<!^)\b(?P<found>{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}})"),
    re.compile(rf"^(?P<found>{_CAPITAL}\s+{_CAPITAL})\b"),
    re.compile(rf"(?<=[.!?]\s)(?P<found>{_CAPITAL}\s+{_CAPITAL})\b"),
)
SHORTEST = 3
"""Of the parts of a name that is found, those of so many letters are looked for in all of the text."""


def addresses_in(text: str) -> Iterator[FoundEntity]:
    for pattern in ADDRESSES:
        for found in pattern.finditer(text):
            group = "found" if "found" in pattern.groupindex else 0
            start, end = found.span(group)
            yield FoundEntity(EntityKind.ADDRESS, start, end - (len(text[start:end]) - len(text[start:end].rstrip())))


def names_in(text: str) -> Iterator[FoundEntity]:
    """Names that something introduces, two capitals in a row, and again wherever a part of a name
    that was found stands once more."""
    parts: set[str] = set()
    for pattern in _LIKELY:
        for found in pattern.finditer(text):
            for start, end in _without_other_words(text, *found.span("found")):
                yield FoundEntity(EntityKind.NAME, start, end)
                parts |= {word for word in re.split(r"[\s\-]+", text[start:end]) if len(word) >= SHORTEST}
    for part in parts:
        for again in re.finditer(rf"(?<!\w){re.escape(part)}(?:['’]s)?(?!\w)", text):
            yield FoundEntity(EntityKind.NAME, again.start(), again.start() + len(part))


def _without_other_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is left of a likely name between the words that are nobody's."""
    run: list[tuple[int, int]] = []
    for word in re.finditer(r"\S+", text[start:end]):
        place = (start + word.start(), start + word.end())
        if re.sub(r"['’]s?$", "", word.group().lower()) in NO_NAMES:
            if run:
                yield run[0][0], run[-1][1]
            run = []
        else:
            run.append(place)
    if run:
        yield run[0][0], run[-1][1]
