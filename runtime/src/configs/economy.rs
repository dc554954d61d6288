//! The economy's pallets.
