def match_key(text: str) -> str:
    return text.lower()
