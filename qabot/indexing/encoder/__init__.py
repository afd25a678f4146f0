"""From texts to unit vectors: any sentence-transformers model; the packaged one embeds questions without torch."""

from qabot.indexing.encoder.encoder import Encoder, load_encoder

__all__ = ["Encoder", "load_encoder"]
