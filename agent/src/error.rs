use std::fmt;

/// Why something did not work: one sentence that says what to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
	/// The node is away, or does not answer: worth another try.
	Away(String),
	/// The chain or the node says no.
	Refused(String),
	/// Nothing that waiting would mend.
	Stop(String),
}

pub type Result<T> = std::result::Result<T, Error>;

/// What only the person at the keyboard can mend.
pub fn stop<T>(message: impl Into<String>) -> Result<T> {
	Err(Error::Stop(message.into()))
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (Self::Away(message) | Self::Refused(message) | Self::Stop(message)) = self;
		f.write_str(message)
	}
}
