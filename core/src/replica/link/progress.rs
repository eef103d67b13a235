//! How a link is getting on, and why it ended.

/// Why a link ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// The server did not answer in time, or fell silent.
    #[error("the server does not answer")]
    Silent,
    /// The server's bytes are not the protocol.
    #[error("the server sent something that is not the sync protocol ({0})")]
    Protocol(&'static str),
    /// The server ended the connection and said why.
    #[error("the server ended the connection: {0}")]
    Refused(String),
    /// The account was made with another key than this device has. Nothing of it was sent.
    #[error(
        "the account has another key: take over the right one by pairing, or with the recovery code"
    )]
    OtherKey,
    /// The socket is gone.
    #[error("the connection was lost")]
    Lost,
}

/// How a link is getting on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Waiting for the server's answer to the join.
    Joining,
    /// Exchanging documents; this many are not yet known to be equal on both sides. Given up ones do not
    /// count. A document of which neither side has anything counts for the first two seconds, in
    /// which it is asked for again; after that it is asked for at longer and longer distances.
    Exchanging(usize),
    /// Everything is equal on both sides but for this many documents, which were given up: the server
    /// does not take or send them, or is silent about them. A change to one, news of it from the
    /// server, or a new link tries again.
    GivenUp(usize),
    /// The server has stored everything this device has, and the other way round.
    UpToDate,
    /// Over.
    Closed(CloseReason),
}
