//! Frames to bytes: definite lengths, plain byte strings, the field names that automerge-repo uses.

use std::convert::Infallible;

use minicbor::Encoder;

use crate::replica::document_id::DocumentId;
use crate::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, kind};

type Writing<'a> = Encoder<&'a mut Vec<u8>>;
type Written = Result<(), minicbor::encode::Error<Infallible>>;

impl Frame {
    /// The frame's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        // Memory takes every byte, and texts and numbers have no way to be refused.
        let written = self.write(&mut Encoder::new(&mut bytes));
        debug_assert!(written.is_ok());
        bytes
    }

    fn write(&self, e: &mut Writing<'_>) -> Written {
        match self {
            Self::Join { sender, metadata, supported_versions } => {
                e.map(4)?.str("type")?.str(kind::JOIN)?;
                e.str("senderId")?.str(sender.as_str())?;
                e.str("peerMetadata")?;
                write_metadata(e, metadata)?;
                e.str("supportedProtocolVersions")?.encode(supported_versions)?;
            }
            Self::Peer { sender, target, metadata, selected_version } => {
                e.map(5)?.str("type")?.str(kind::PEER)?;
                write_route(e, sender, target)?;
                e.str("peerMetadata")?;
                write_metadata(e, metadata)?;
                e.str("selectedProtocolVersion")?.str(selected_version)?;
            }
            Self::Leave { sender } => {
                e.map(2)?.str("type")?.str(kind::LEAVE)?.str("senderId")?.str(sender.as_str())?;
            }
            Self::Sync { kind, sender, target, document, data } => {
                write_sync(e, *kind, (sender, target), document, data)?;
            }
            Self::DocUnavailable { sender, target, document } => {
                e.map(4)?.str("type")?.str(kind::DOC_UNAVAILABLE)?;
                write_route(e, sender, target)?;
                e.str("documentId")?.str(&document.to_string())?;
            }
            Self::Ephemeral { sender, target, document, session_id, count, data } => {
                e.map(7)?.str("type")?.str(kind::EPHEMERAL)?;
                write_route(e, sender, target)?;
                e.str("documentId")?.str(&document.to_string())?;
                e.str("sessionId")?
                    .str(session_id)?
                    .str("count")?
                    .u64(*count)?
                    .str("data")?
                    .bytes(data)?;
            }
            Self::Error { message, code } => {
                e.map(2 + u64::from(code.is_some()))?.str("type")?.str(kind::ERROR)?;
                e.str("message")?.str(message)?;
                if let Some(code) = code {
                    e.str("code")?.str(code)?;
                }
            }
            Self::Refused { document, change, code, message } => {
                e.map(4 + u64::from(change.is_some()))?.str("type")?.str(kind::ERROR)?;
                e.str("message")?.str(message)?;
                e.str("documentId")?.str(&document.to_string())?;
                if let Some(change) = change {
                    e.str("change")?.str(change)?;
                }
                e.str("code")?.str(code)?;
            }
            Self::RemoteSubscriptionChange => write_bare(e, kind::REMOTE_SUBSCRIPTION_CHANGE)?,
            Self::RemoteHeadsChanged => write_bare(e, kind::REMOTE_HEADS_CHANGED)?,
            Self::Unknown { kind } => write_bare(e, kind)?,
        }
        Ok(())
    }
}

/// The bytes of a [`Frame::Sync`] of kind `sync`, without building the frame.
pub fn encode_sync(
    sender: &PeerId,
    target: &PeerId,
    document: &DocumentId,
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() + 160);
    let mut e = Encoder::new(&mut bytes);
    let written = write_sync(&mut e, SyncKind::Sync, (sender, target), document, data);
    debug_assert!(written.is_ok());
    bytes
}

fn write_sync(
    e: &mut Writing<'_>,
    kind: SyncKind,
    (sender, target): (&PeerId, &PeerId),
    document: &DocumentId,
    data: &[u8],
) -> Written {
    let name = match kind {
        SyncKind::Request => kind::REQUEST,
        SyncKind::Sync => kind::SYNC,
    };
    e.map(5)?.str("type")?.str(name)?;
    write_route(e, sender, target)?;
    e.str("documentId")?.str(&document.to_string())?.str("data")?.bytes(data)?.ok()
}

fn write_route(e: &mut Writing<'_>, sender: &PeerId, target: &PeerId) -> Written {
    e.str("senderId")?.str(sender.as_str())?.str("targetId")?.str(target.as_str())?.ok()
}

fn write_bare(e: &mut Writing<'_>, kind: &str) -> Written {
    e.map(1)?.str("type")?.str(kind)?.ok()
}

fn write_metadata(e: &mut Writing<'_>, metadata: &PeerMetadata) -> Written {
    let fields =
        u64::from(metadata.storage_id.is_some()) + u64::from(metadata.is_ephemeral.is_some());
    e.map(fields)?;
    if let Some(storage_id) = &metadata.storage_id {
        e.str("storageId")?.str(storage_id)?;
    }
    if let Some(is_ephemeral) = metadata.is_ephemeral {
        e.str("isEphemeral")?.bool(is_ephemeral)?;
    }
    Ok(())
}
