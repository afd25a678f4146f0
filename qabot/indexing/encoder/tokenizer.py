"""The tokenizer of the packaged model, from the pieces that are shipped with its weights."""

from collections.abc import Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

BEGIN, PADDING, END, UNKNOWN = range(4)
_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def text_normalizer() -> normalizers.Normalizer:
    """Return what a text goes through before it is cut."""
    return normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Build the Unigram tokenizer of multilingual-e5-small (that of XLM-RoBERTa).

    Args:
        pieces: Its pieces with their log probabilities in order of id, or those of them that a smaller model
            keeps; the first four are `<s>`, `<pad>`, `</s>` and `<unk>`.

    Source: Kudo 2018, subword regularization; Conneau et al. 2020, XLM-R.
    """
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN))
    tokenizer.normalizer = text_normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", BEGIN), ("</s>", END)],
    )
    tokenizer.add_special_tokens(_SPECIAL)
    return tokenizer
