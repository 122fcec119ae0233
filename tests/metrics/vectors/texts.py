"""Pairs of texts to compare: all written here or made of what is written here, from one seed."""
import random

SENTENCES = [
    "The parcel was sent on Tuesday and should reach you within three days.",
    "A refund of $12.50 has been issued to the card that you paid with.",
    "Please hold the reset button for ten seconds, then let go.",
    "We can't change an order once it has left the warehouse.",
    "The meeting begins at 9:30 a.m. and ends before noon.",
    "Water boils at 100 degrees Celsius at sea level, 212 in Fahrenheit.",
    "Her well-known book on mountain birds won the state's first prize.",
    "The price rose by 3.5% in 2019-2020, to 1,234.56 euros.",
    "An engineer, a teacher and the mayor wrote the report together.",
    "If the light blinks red twice, the battery must be replaced.",
    "Open https://example.org/help?id=7&lang=en and choose \"Returns\".",
    "He said: \"I don't know\" - and left the room without a word.",
    "Ships may enter the harbour only when the tide is high.",
    "The function returns -1 if the list is empty; otherwise its length.",
    "Rain is expected in the north, with snow above 800 metres.",
    "Two of the five samples could not be measured and were left out.",
]
ANSWERS = ["Paris", "the Paris", "42", "yes", "No.", "a", "the", "An apple", "1,000", "1.000", "3-4", "U.S.A.", "e.g. this"]
PAIRS = [
    # Punctuation, entities, line ends: what the tokenizers treat apart.
    ("Wait... what?! No -- really?", "Wait, what? No - really?"),
    ("...", "!!!"), (".,.,", ",.,."), ("a.b,c", "a . b , c"), ("....", "...."), ("a..b", "a...b"),
    ("1.5,2.5", "1.5 , 2.5"), ("5- 6 -7", "5-6-7"), ("x-1-y", "x -1 -y"), (".5", "0.5"), ("5.", "5"),
    ("Tom &amp; Jerry &lt;3&gt;", "Tom & Jerry <3>"), ("&amp;lt;", "<"), ("&quot;so&quot;", "\"so\""),
    ("a line-\nbreak in a\nword", "a linebreak in a word"), ("cut<skipped>here", "cuthere"),
    ("trailing dash-\n", "trailing dash"), ("tab\tand\u001dseparator", "tab and separator"),
    ("under_score and @sign #tag", "under score and sign tag"), ("[a] {b} (c) `d` ~e~ ^f", "a b c d e f"),
    ("back\\slash / slash | bar", "back slash slash bar"), ("50% off! $5 + $6 = $11", "50 % off ! $ 5 + $ 6 = $ 11"),
    # Empty and nothing but marks.
    ("", ""), ("", "something"), ("something", ""), ("   \n\t ", " "), ("?", "?"), ("the", "a an the"), ("the the cat", "cat"),
    # Combining marks, composed or not.
    ("cafe\u0301 au lait", "caf\u00e9 au lait"), ("na\u00efve r\u00e9sum\u00e9", "naive resume"),
    ("A\u030angstro\u0308m", "\u00c5ngstr\u00f6m"), ("q\u0323\u0307 mark", "q mark"),
    # Other scripts.
    ("Привет, мир! Как дела?", "Привет мир, как твои дела"), ("Москва — столица России.", "Столица России - Москва"),
    ("Η Αθήνα είναι ΠΡΩΤΕΎΟΥΣΑ ΤΗΣ ΕΛΛΆΔΑΣ", "η αθήνα είναι πρωτεύουσα της ελλάδας"),
    ("القاهرة عاصمة مصر", "عاصمة مصر هي القاهرة"), ("बच्चा स्कूल जाता है।", "बच्चा रोज़ स्कूल जाता है"),
    ("می\u200cخواهم بروم", "می\u200cخواهم برویم"), ("서울은 한국의 수도입니다.", "한국의 수도는 서울입니다."),
    ("東京は日本の首都です。", "日本の首都は東京です。"), ("北京是中国的首都。", "中国的首都是北京！"),
    ("我用iPhone15拍照", "我用 iPhone 15 拍照"), ("カタカナとひらがな", "ひらがなとカタカナ"), ("กรุงเทพเป็นเมืองหลวง", "เมืองหลวงคือกรุงเทพ"),
    ("a東b京", "東京"), ("価格は１２３円", "価格は123円"),
    # Emoji, with joiners, skin tones, flags.
    ("👩‍🚀 to the 🌕!", "👨‍🚀 to the 🌕"), ("👍🏽 ok", "👍 ok"), ("🇫🇷 Paris", "🇩🇪 Paris"), ("👨‍👩‍👧‍👦", "👨‍👩‍👧"), ("5€ or £4", "5 € or £ 4"),
    # Case: the dotless i, sharp s, final sigma, the Kelvin sign.
    ("ISTANBUL ve IĞDIR", "istanbul ve ığdır"), ("İzmir", "izmir"), ("STRASSE", "straße"), ("ΟΔΟΣ οδός", "οδος ΟΔΌΣ"), ("300 \u212a", "300 k"),
    # Typographic marks and odd blanks.
    ("“Quoted” — it’s…", "\"Quoted\" - it's..."), ("no\u00a0break\u2003em", "no break em"), ("zero\u200bwidth", "zero width"),
    ("\u0000nul\u0001", "nul"), ("ab", "ab\u0000"), ("\ufffd\ufffd", "\ufffd"), ("\U0010fffd", "\ue000"),
    ("½ cup, x² and Ⅷ", "1/2 cup x2 and VIII"),
]
IN_LANGUAGES = [
    ("de", "Der Hund und die Katze schlafen in einem Haus.", "Ein Hund und eine Katze schlafen im Haus"),
    ("de", "Das Geld wird in den nächsten drei Tagen überwiesen.", "Wir überweisen das Geld innerhalb der nächsten Tage"),
    ("es", "El gato duerme en la casa de los vecinos.", "un gato duerme en una casa de las vecinas"),
    ("es", "¿Dónde está la estación?", "donde esta la estacion"),
    ("vi", "Đây là cái bàn của tôi", "bàn của những người bạn là gỗ"),
    ("zh", "北京是中国的首都，人口2,100万。", "中国首都北京有2100万人口。"), ("zh", "价格：￥12.50（含税）", "价格是 12.50 元"),
    ("zh", "“你好”——他说…", "他说：‘你好’"), ("zh", "漢字𠀀と⼀", "漢字 𠀀"), ("zh", "plain words, 3-4 of them.", "plain words 3 - 4 of them ."),
    ("tr", "ILIK SU", "ılık su"), ("tr", "ISPARTA ve İZMİR", "ısparta ve izmir"), ("tr", "Diyarbakır'ın ILIK suyu", "DİYARBAKIR'IN ılık suyu"),
    ("fr", "Le chat dort.", "le chat, la nuit, dort"),
]


def changed(words, rng):
    words = list(words)
    for _ in range(rng.randint(0, 5)):
        at = rng.randrange(len(words)) if words else 0
        what = rng.randrange(7)
        if not words:
            break
        if what == 0:
            del words[at]
        elif what == 1:
            words.insert(at, rng.choice(rng.choice(SENTENCES).split()))
        elif what == 2:
            words[at] = rng.choice([str.upper, str.lower, str.title])(words[at])
        elif what == 3:
            words[at] += rng.choice([".", ",", "!", "...", "-", "'s", "%", ")", "\n"])
        elif what == 4:
            other = rng.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        elif what == 5:
            words[at] = words[at][: len(words[at]) // 2] + rng.choice("aeistxyz0123") + words[at][len(words[at]) // 2 :]
        else:
            words.insert(at, words[at])
    return words


def pairs():
    """Yields (answer, times, reference, times, language or None): a text is repeated so often."""
    rng = random.Random(20261121)
    for answer, reference in PAIRS:
        yield answer, 1, reference, 1, None
    for language, answer, reference in IN_LANGUAGES:
        yield answer, 1, reference, 1, language
    for _ in range(40):
        yield rng.choice(ANSWERS), 1, rng.choice(ANSWERS), 1, None
    for _ in range(120):
        words = " ".join(rng.sample(SENTENCES, rng.randint(1, 4))).split(" ")
        yield " ".join(changed(words, rng)), 1, " ".join(words), 1, None
    for _ in range(40):
        foreign = [text for pair in PAIRS[30:] for text in pair] + [pair[1] for pair in IN_LANGUAGES]
        words = " ".join(rng.sample(foreign, 3)).split(" ")
        yield " ".join(changed(words, rng)), 1, " ".join(words), 1, None
    for length in (63, 64, 65, 127, 128, 129, 200):
        made = "".join(rng.choice("abc ") for _ in range(length))
        yield made, 1, "".join(rng.choice(made) for _ in range(length - 1)), 1, None
    yield SENTENCES[0] + " ", 60, SENTENCES[0] + " " + SENTENCES[1] + " ", 40, None
    yield "東京 à la carte, ", 100, "京都 à la carte; ", 90, None
    yield "x", 3000, "xy", 1500, None
