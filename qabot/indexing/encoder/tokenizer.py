"""The tokenizer of the packaged model, from the pieces that are shipped with its weights."""

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from qabot.indexing.encoder.weights import Weights

_BEGIN, _END, _UNKNOWN = 0, 2, 3
_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def build_tokenizer(weights: Weights) -> Tokenizer:
    """Build the Unigram tokenizer of multilingual-e5-small (that of XLM-RoBERTa).

    Source: Kudo 2018, subword regularization; Conneau et al. 2020, XLM-R.
    """
    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=_UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", _BEGIN), ("</s>", _END)],
    )
    tokenizer.add_special_tokens(_SPECIAL)
    return tokenizer
