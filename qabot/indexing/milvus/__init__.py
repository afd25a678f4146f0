"""An archive on a Milvus server: collections that are brought in step with the index of a folder, and back."""
