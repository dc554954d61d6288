//! Against exact rational arithmetic and naive models.
