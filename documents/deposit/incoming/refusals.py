"""Why a file is not taken."""


class FileRefused(Exception):
    """Nothing of the file is kept. The message, in French, ends the sentence « Le fichier n’a pas été accepté : … ».

    `decision` is the code that the journal keeps.
    """

    def __init__(self, sentence: str, decision: str = "FILE_REFUSED") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.decision = decision
