"""Looking around in JupyterLab: a corpus that shows itself, is filtered in one line, and leads to the sentence."""

from analysis.exploring.corpus import Corpus, open_corpus

__all__ = ["Corpus", "open_corpus"]
