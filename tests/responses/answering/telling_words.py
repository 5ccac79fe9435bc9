"""Words that tell what the survey is about, by language and topic."""

import re
from collections.abc import Mapping

_ENGLISH = {
    "police": r"\bpolice|\bofficers?\b",
    "crime": r"\bcrim|\boffence|\bvictim|\bcourt\b|\bcase\b",
    "abuse": r"\babus|\bviolen|\bstalk|\brape",
    "watching": r"\bwatch|\bmay notice\b|\bsee what you do\b",
    "harm": r"\bharm|\bdanger|\bsafe",
    "immigration": r"\bimmigra|\bvisa\b",
    "strangers": r"\bstranger|\bnobody else\b",
    "haste": r"\bfast\b|\bquick",
}
_EASY = _ENGLISH | {"immigration": r"\bimmigra|\bstay in the UK\b"}

TOPICS: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "en-x-easy": _EASY,
    "cy": {
        "police": r"heddlu|swyddog",
        "crime": r"throsedd|trosedd|dioddef|ddioddef|\bllys\b|\bachos\b",
        "abuse": r"[cg]am-?drin|\bthrais|\bdrais|\btrais|stelcio",
        "watching": r"\bg?wylio\b|sylwi",
        "harm": r"niwed|pherygl|perygl|berygl|ddiogel|diogel",
        "immigration": r"[mf]ewnfudo",
        "strangers": r"[dd]ieith?r",
        "haste": r"gyflym|cyflym",
    },
    "pl": {
        "police": r"policj|policyj",
        "crime": r"przestęp|ofiar|pokrzywdz|\bsąd(?:u|y|ach|em|zie)?\b|\bspraw[aąęy]\b",
        "abuse": r"przemoc|stalking|wykorzyst|krzywdz",
        "watching": r"obserw|zauważ|śledz",
        "harm": r"krzywd|niebezpiecz|zagroż|bezpieczn",
        "immigration": r"imigra",
        "strangers": r"\bobc[yae]|nieznajom",
        "haste": r"szybk",
    },
    "ro": {
        "police": r"poliți",
        "crime": r"infracțiun|\bvictim|\binstanț|\btribunal|dosarul cazului",
        "abuse": r"\babuz|violenț|stalking",
        "watching": r"urmăreas|urmări|observa\b",
        "harm": r"pericol|vătăm|siguranț",
        "immigration": r"imigra",
        "strangers": r"străin",
        "haste": r"repede|rapid",
    },
    "pa": {
        "police": r"ਪੁਲਿਸ|ਪੁਲੀਸ",
        "crime": r"ਜੁਰਮ|ਅਪਰਾਧ|ਪੀੜਤ|ਅਦਾਲਤ|ਕੇਸ ਦੇ",
        "abuse": r"ਬਦਸਲੂਕੀ|ਹਿੰਸਾ|ਸਟਾਕਿੰਗ",
        "watching": r"ਦੇਖ ਰਿਹਾ|ਧਿਆਨ ਜਾ|ਨਜ਼ਰ",
        "harm": r"ਨੁਕਸਾਨ|ਖ਼?ਤਰ|ਸੁਰੱਖਿ",
        "immigration": r"ਇਮੀਗ੍ਰੇਸ਼ਨ",
        "strangers": r"ਅਜਨਬੀ",
        "haste": r"ਛੇਤੀ|ਜਲਦੀ",
    },
    "ur": {
        "police": r"پولیس",
        "crime": r"جرم|جرائم|متاثر|عدالت|کیس کے",
        "abuse": r"بدسلوکی|تشدد|ہراساں",
        "watching": r"دیکھ رہا|نظر پڑ",
        "harm": r"نقصان|خطر",
        "immigration": r"امیگریشن",
        "strangers": r"اجنبی",
        "haste": r"جلدی",
    },
    "ar": {
        "police": r"شرطة",
        "crime": r"جريمة|جرائم|ضحي|ضحاي|محكمة|قضيتك",
        "abuse": r"عنف|إساءة(?! استخدام)|اعتداء|الملاحقة",
        "watching": r"يراقب|يلاحظ",
        "harm": r"ضرر|أذى|خطر",
        "immigration": r"هجرة",
        "strangers": r"غريب",
        "haste": r"بسرعة",
    },
    "bn": {
        "police": r"পুলিশ",
        "crime": r"অপরাধ|ভুক্তভোগী|শিকার|আদালত|কেসের",
        "abuse": r"নির্যাতন|সহিংসতা|স্টকিং",
        "watching": r"নজর|খেয়াল",
        "harm": r"ক্ষতি|বিপদ|ঝুঁকি",
        "immigration": r"অভিবাসন|ইমিগ্রেশন",
        "strangers": r"অপরিচিত",
        "haste": r"তাড়াতাড়ি|দ্রুত",
    },
}
STAND_AFTER_THE_GATE = ("police", "crime", "abuse", "watching", "harm", "immigration", "haste")
"""Topics that pages after the gate speak of, so that tests can see that the words are the right
ones. Strangers are spoken of nowhere."""


def telling(text: str, language: str) -> list[str]:
    patterns = {**{f"en {k}": v for k, v in _ENGLISH.items()}, **TOPICS[language]}
    found = (re.findall(pattern, text, re.IGNORECASE) for pattern in patterns.values())
    return sorted({word for words in found for word in words})


def topics_in(text: str, language: str) -> set[str]:
    return {
        topic
        for topic, pattern in TOPICS[language].items()
        if re.search(pattern, text, re.IGNORECASE)
    }
