from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.text_features import WORD, TextFeatures

TEXTS = ["May I text her?", "may I text T on  Sunday", "Her texts come late, and I am sorry", "no texts on Sunday"]
NEW = ["May I text my counsellor on Sundays?", "TEXTS? texts, texts!", "çà et là", ""]


@pytest.fixture(scope="module")
def features() -> TextFeatures:
    made = TextFeatures()
    made.fit_transform(TEXTS)
    return made


def test_new_texts_have_the_features_that_scikit_learn_gives_them(features: TextFeatures):
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True).fit(TEXTS)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True).fit(TEXTS)
    wanted = np.hstack([words.transform(NEW).toarray(), letters.transform(NEW).toarray()])
    np.testing.assert_allclose(features.transform(NEW).toarray(), wanted, atol=1e-6)


def test_a_text_of_training_has_the_features_that_it_was_learned_with(features: TextFeatures):
    learned: csr_matrix = TextFeatures().fit_transform(TEXTS)
    np.testing.assert_allclose(features.transform(TEXTS).toarray(), learned.toarray(), atol=1e-6)
