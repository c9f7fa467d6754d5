# ruff: noqa: RUF001 (letters and marks of other scripts)
"""Plain statements of danger in other languages: phrases on folded text, without grammar.

data/danger/languages holds one file a language. English is read by the patterns; its normaliser brings all letters to
a-z, so this reads the message by itself: case, accents and vowel signs that people leave out are folded away, letters
stay in their script. A phrase is written in words, parted by spaces:

    morir        the word itself; one with an accent ("tự tử") only where the message has it too
    quiero|deseo one of several
    mat*         any word that begins so
    el?          the word may be missing
    ...          up to three words, no mark and no negation among them
    @want        one of the file's own list "want" under "words"

Where words are not parted ("spaced: false"), the words of a phrase follow each other without a space, and "..." is up
to eight letters. A negation right before or after a phrase takes it back, unless the phrase holds it itself; so does a
phrase of "not_in" (a figure of speech, the past) that shares a word with it. "joined" are letters that may be written
before any word, as "and" is in Arabic. Traditional Chinese is read as simplified.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import regex

from bot.danger.finding import KINDS, Finding
from bot.danger.patterns import PatternError
from bot.settings import PROJECT_ROOT
from bot.yaml_reading import load_yaml

LANGUAGES_DIR = PROJECT_ROOT / "data" / "danger" / "languages"
MOST_LETTERS = 6000
_GAP = "..."
_MOST_BETWEEN, _MOST_BETWEEN_JOINED = 3, 8
# Accents of Latin, Cyrillic and Greek letters, the vowel signs of Arabic and the dot below of Devanagari, whose other
# signs are letters.
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c]")
_TRADITIONAL = (
    "殺藥樓橋輕結斷傷殘劃體動農過氣無沒臟髒發識護車風頸脅強姦擾離媽繼兒說話厭絕撐膽驚懼關鎖門間單擔連聯繫這個們還給後裡裏聲淚對開別時見遺書寫準備買燒繩釘針當來會從應該屬於樣覺難實點懷寶產婦腦顏臉邊側癱瘓暈"
    "喚誤電餵塊嘔飯餓東師長輩課學習業為麼誰與將終滅嚇綁監視槍彈軍戰鄰鬧報復摑歐毆頭髮欄攔潔劑顆種類聞數據標紙條簡訊號網頁頻嬰雙養讓幫顧賴幹麵戲鐘錢貴爺嬤幾歲萬噴漿處陰莖騙紅腫極穩濟夠誠貼隻總進賬頂順歸異創"
    "壓憂鬱療診預約輸轉遲遠腳煙癮擇決確認試證項題贏罵線雞魚鳥燈燙舊躍墜敗負責濃駕啟氫顫檢飲艙衝閃隨營獨愛樂罰繞絞餘嘆嗎衛蓋蘇獄轟癢厲貨賣兇賊練員館讀運達觸褲裝撫褻瀆讒紋縫暫緊傾訴嚴訓"
)
_SIMPLIFIED = (
    "杀药楼桥轻结断伤残划体动农过气无没脏脏发识护车风颈胁强奸扰离妈继儿说话厌绝撑胆惊惧关锁门间单担连联系这个们还给后里里声泪对开别时见遗书写准备买烧绳钉针当来会从应该属于样觉难实点怀宝产妇脑颜脸边侧瘫痪晕"
    "唤误电喂块呕饭饿东师长辈课学习业为么谁与将终灭吓绑监视枪弹军战邻闹报复掴欧殴头发栏拦洁剂颗种类闻数据标纸条简讯号网页频婴双养让帮顾赖干面戏钟钱贵爷嬷几岁万喷浆处阴茎骗红肿极稳济够诚贴只总进账顶顺归异创"
    "压忧郁疗诊预约输转迟远脚烟瘾择决确认试证项题赢骂线鸡鱼鸟灯烫旧跃坠败负责浓驾启氢颤检饮舱冲闪随营独爱乐罚绕绞余叹吗卫盖苏狱轰痒厉货卖凶贼练员馆读运达触裤装抚亵渎谗纹缝暂紧倾诉严训"
)
_ALIKE = str.maketrans(
    {"đ": "d", "ł": "l", "ß": "ss", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ى": "ي", "ة": "ه", "ँ": "ं"}
    | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
)
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+|[.,!?;:\n…。！？，、؛،؟।]")
_LIST = re.compile(r"@[a-z_]+")
_LATIN = regex.compile(r"\p{Latin}")
# What may stand between a negation and the phrase in Chinese; 要不要 is a question and negates nothing.
_BETWEEN_JOINED = "(?:有)?(?:想过|想要|想|会|要|再|是|打算|考虑过|考虑)?"


@dataclass(frozen=True)
class _Grammar:
    """How the phrases of a language are read: see above."""

    spaced: bool
    joined: tuple[str, ...]
    negations: tuple[str, ...] = ()

    def compile(self, phrases: Sequence[str]) -> re.Pattern[str] | None:
        """One expression for all of them; None if there are none."""
        return re.compile("|".join(map(self._expression, phrases))) if phrases else None

    def _expression(self, phrase: str) -> str:
        parted, rest = (" ", "[^, ]*") if self.spaced else ("", "")
        stop = rf"(?!(?:{_any(self.negations)}){parted})" if self.negations else ""
        gap = rf"[^, ]\S* ){{0,{_MOST_BETWEEN}}}?" if self.spaced else rf"[^,]){{0,{_MOST_BETWEEN_JOINED}}}?"
        prefix = f"(?:{_any(self.joined)})?" if self.joined else ""
        pieces = []
        for item in phrase.split():
            if item == _GAP:
                pieces.append(f"(?:{stop}{gap}")
                continue
            body, optional = item.removesuffix("?"), item.endswith("?")
            words = "|".join(
                re.escape(word.removesuffix("*")) + (rest if word.endswith("*") else "") for word in body.split("|")
            )
            pieces.append(f"(?:{prefix}(?:{words}){parted}){'?' if optional else ''}")
        return f"{'(?<= )' if self.spaced else ''}{''.join(pieces)}"


@dataclass(frozen=True)
class _Phrases:
    """The phrases of one meaning, those for folded text and those for text with its accents.

    Each phrase needs a word of `words`, or one that begins as one of `stems`; most messages have none, so that most
    phrases are never compiled.
    """

    rule: str
    kind: str
    tier: str
    folded: tuple[str, ...]
    accented: tuple[str, ...]
    grammar: _Grammar
    words: frozenset[str]
    stems: tuple[str, ...]

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Whether a message of these words may hold one."""
        return not self.words.isdisjoint(words) or bool(
            self.stems and any(word.startswith(self.stems) for word in words)
        )

    @cached_property
    def expressions(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """What to look for in folded text, and in text with its accents."""
        return self.grammar.compile(self.folded), self.grammar.compile(self.accented)


@dataclass(frozen=True)
class Language:
    """One file.

    Attributes:
        code: ISO 639-1, which begins the rules' names ("es.suicide.want_to_die").
        spaced: whether it parts words.
        fires: plain statements that must be recognised.
        quiet: harmless sentences on which nothing may fire.
    """

    code: str
    spaced: bool
    phrases: tuple[_Phrases, ...]
    fires: tuple[str, ...]
    quiet: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    not_in: tuple[str, ...]
    joined: tuple[str, ...]

    @cached_property
    def exceptions(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        """Where a phrase does not count, in folded text and in text with its accents."""
        grammar = _Grammar(self.spaced, self.joined)
        return grammar.compile([fold(each) for each in self.not_in]), grammar.compile(self.not_in)

    def find(self, folded: Sequence[str], accented: Sequence[str]) -> Iterator[Finding]:
        """What the phrases find in the words of a message, read both ways."""
        parted = " " if self.spaced else ""
        words = frozenset((*folded, *accented))
        if self.joined:
            words |= {word[1:] for word in words if word.startswith(self.joined)}
        texts = [f"{parted}{parted.join(each)}{parted}" for each in (folded, accented)]
        for phrases in self.phrases:
            if self.spaced and not phrases.may_be_in(words):
                continue
            for expression, text, not_in in zip(phrases.expressions, texts, self.exceptions, strict=True):
                if expression and any(not self._taken_back(text, found, not_in) for found in expression.finditer(text)):
                    yield Finding(phrases.tier, phrases.kind, phrases.rule)
                    break

    def _taken_back(self, text: str, found: re.Match[str], not_in: re.Pattern[str] | None) -> bool:
        before = self.before and self.before.search(text, 0, found.start())
        if before or (self.after and self.after.match(text, found.end())):
            return True
        return not_in is not None and any(
            other.start() < found.end() and found.start() < other.end() for other in not_in.finditer(text)
        )


def load_languages(directory: Path = LANGUAGES_DIR) -> tuple[Language, ...]:
    """The languages of a folder.

    Raises:
        PatternError: a file cannot be used.
        bot.yaml_reading.YamlError: a file cannot be read.
    """
    return tuple(_language(path.stem, load_yaml(path)) for path in sorted(directory.glob("*.yml")))


class Languages:
    """All of them, ready to read messages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self.languages = tuple(languages)

    def findings(self, text: str) -> Iterator[Finding]:
        """What is found in a message, in no particular order.

        Args:
            text: the message as typed.
        """
        text = text[:MOST_LETTERS]
        folded, accented = _words(fold(text)), _words(unicodedata.normalize("NFC", text.casefold()))
        for language in self.languages:
            yield from language.find(folded, accented)


@lru_cache(maxsize=1)
def all_languages() -> Languages:
    """Those of data/danger/languages."""
    return Languages(load_languages())


def fold(text: str) -> str:
    """Small letters without accents, in their own script."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed).translate(_ALIKE))


def _words(text: str) -> list[str]:
    return [word if word[0].isalnum() or len(word) > 1 else "," for word in _WORD.findall(text)]


def _language(code: str, content: Any) -> Language:
    spaced = bool(content["spaced"])
    negations = tuple(fold(word) for word in content["not_before"])
    grammar = _Grammar(spaced, tuple(content.get("joined", [])), negations)
    lists = {f"@{name}": "|".join(words) for name, words in content.get("words", {}).items()}
    entries = [
        _phrases(code, {**entry, "say": _written_out(entry["say"], lists)}, grammar) for entry in content["patterns"]
    ]
    not_in = tuple(
        unicodedata.normalize("NFC", phrase.casefold()) for phrase in _written_out(content.get("not_in", []), lists)
    )
    before = _any(negations) and (
        rf"(?<= )(?:{_any(negations)}) $" if spaced else rf"(?<!要)(?:{_any(negations)}){_BETWEEN_JOINED}$"
    )
    after = _any([fold(word) for word in content["not_after"]])
    return Language(
        code,
        spaced,
        tuple(entries),
        tuple(content["fires"]),
        tuple(content["quiet"]),
        re.compile(before) if before else None,
        re.compile(f"(?:{after})") if after else None,
        not_in,
        grammar.joined,
    )


def _phrases(code: str, entry: Any, grammar: _Grammar) -> _Phrases:
    kind = str(entry["id"]).partition(".")[0]
    if kind not in KINDS:
        raise PatternError(f"{code}.yml, {entry['id']}: begin with a kind, one of {', '.join(KINDS)}")
    plain = tuple(fold(each) for each in entry["say"] if not _has_accents(each))
    accented = tuple(unicodedata.normalize("NFC", each.casefold()) for each in entry["say"] if _has_accents(each))
    needed = [word for phrase in (*plain, *accented) for word in _needed(phrase)] if grammar.spaced else []
    return _Phrases(
        f"{code}.{entry['id']}",
        kind,
        entry["tier"],
        plain,
        accented,
        grammar,
        frozenset(word for word in needed if not word.endswith("*")),
        tuple(word.removesuffix("*") for word in needed if word.endswith("*")),
    )


def _written_out(phrases: Iterable[str], lists: Mapping[str, str]) -> list[str]:
    return [_LIST.sub(lambda name: lists[name[0]], phrase) for phrase in phrases]


def _needed(phrase: str) -> list[str]:
    """The words of which a message must hold one: those of the item whose shortest word is longest."""
    items = [item.split("|") for item in phrase.split() if item != _GAP and not item.endswith("?")]
    return max(items, key=lambda words: min(map(len, words)))


def _has_accents(phrase: str) -> bool:
    return bool(_LATIN.search(phrase)) and fold(phrase) != phrase.casefold()


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
