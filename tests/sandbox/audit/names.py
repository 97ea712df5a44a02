"""Names, tax numbers and domains as docs/differences.md §2 compares them."""

import re
import unicodedata

FREE_MAIL = {"freemail.example", "gmail.com", "outlook.com"}
LONGER = {"INTL": "INTERNATIONAL", "SVCS": "SERVICES", "MFG": "MANUFACTURING"}
FORMS = {
    "INC",
    "LLC",
    "CORP",
    "INCORPORATED",
    "LTD",
    "LIMITED",
    "PLC",
    "LLP",
    "DAC",
    "GMBH",
    "AG",
    "KG",
    "SARL",
    "SA",
    "SAS",
    "BV",
    "NV",
    "SL",
    "SRL",
    "SPA",
    "KK",
    "CO",
}
LETTERS = str.maketrans("ØøŁłı", "OoLlI")


def normal(name: str) -> str:
    name = unicodedata.normalize("NFKD", name.translate(LETTERS)).upper()
    name = "".join(sign for sign in name if not unicodedata.combining(sign))
    name = re.sub(r"[.']", "", name.replace("&", " AND "))
    words = re.sub(r"[^A-Z0-9]+", " ", name).split()
    text = " ".join(LONGER.get(word, word) for word in words)
    text = re.sub(r"\bGMBH AND CO KG\b", "", text)
    words = [word for word in text.split() if word not in FORMS]
    return " ".join(words[1:] if words[:1] == ["THE"] else words)


def first_word(name: str) -> str:
    return normal(name).split(" ")[0]


def tax(number: str | None) -> str:
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())


def domain(text: str | None) -> str:
    host = re.sub(r"^https?://(www\.)?", "", text or "").split("@")[-1].lower()
    return "" if host in FREE_MAIL else host
