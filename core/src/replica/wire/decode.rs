//! Frames from bytes.
//!
//! Quirks of the reference clients that are accepted: `metadata` for `peerMetadata`, byte strings
//! under tag 64, `undefined` for absent fields, numbers as floats, document ids as bytes, maps and
//! strings of indefinite length, and keys nobody knows.

use minicbor::Decoder;
use minicbor::data::Type;

use crate::replica::document_id::DocumentId;
use crate::replica::wire::left_out::{LeftOut, bytes_before};
use crate::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits, kind};

/// Protocol versions that a join may list.
const VERSIONS_MAX: usize = 16;

/// How deep values may lie in each other that nobody asked for. The reference clients nest three.
const DEPTH_MAX: u32 = 16;

/// The bytes are not a frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than the limit; not looked at.
    #[error("a frame of {bytes} bytes; at most {limit} are allowed")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Not one well-formed CBOR map with text keys.
    #[error("a frame that is not one CBOR map")]
    Cbor,
    /// A field is missing.
    #[error("a frame without `{0}`")]
    Missing(&'static str),
    /// A field is there twice: two readers could see two different frames.
    #[error("a frame with two `{0}`")]
    Duplicate(&'static str),
    /// A field is not what it should be.
    #[error("a frame whose `{0}` is not valid")]
    Invalid(&'static str),
}

impl From<minicbor::decode::Error> for WireError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Cbor
    }
}

impl Frame {
    /// Reads one frame.
    ///
    /// # Errors
    ///
    /// [`WireError`]; frames of an unknown type are no error but [`Frame::Unknown`].
    pub fn decode(bytes: &[u8], limits: &WireLimits) -> Result<Self, WireError> {
        let limit = limits.frame_bytes_max;
        if bytes.len() > limit {
            return Err(WireError::TooLong { bytes: bytes.len(), limit });
        }
        Fields::read(bytes, None)?.into_frame()
    }

    /// Reads a frame out of the middle of which bytes of its `data` were left out: what stood before them is
    /// the data.
    ///
    /// # Errors
    ///
    /// [`WireError`]; also if something else was left out.
    pub fn decode_around(
        bytes: &[u8],
        gap: LeftOut,
        limits: &WireLimits,
    ) -> Result<Self, WireError> {
        let limit = limits.frame_bytes_max;
        if bytes.len() > limit {
            return Err(WireError::TooLong { bytes: bytes.len(), limit });
        }
        Fields::read(bytes, Some(gap))?.into_frame()
    }
}

/// The fields of a frame before its type is known.
#[derive(Default)]
struct Fields {
    /// What was left out and is yet to be met.
    gap: Option<LeftOut>,
    kind: Option<String>,
    sender: Option<String>,
    target: Option<String>,
    document: Option<DocumentId>,
    data: Option<Vec<u8>>,
    metadata: Option<PeerMetadata>,
    supported_versions: Option<Vec<String>>,
    selected_version: Option<String>,
    session_id: Option<String>,
    count: Option<u64>,
    message: Option<String>,
    change: Option<String>,
    code: Option<String>,
}

impl Fields {
    fn read(bytes: &[u8], gap: Option<LeftOut>) -> Result<Self, WireError> {
        let mut fields = Self { gap, ..Self::default() };
        let mut d = Decoder::new(bytes);
        each_entry(&mut d, |key, d| fields.field(key, d))?;
        if fields.gap.is_some() {
            return Err(WireError::Invalid("data"));
        }
        if d.position() == bytes.len() { Ok(fields) } else { Err(WireError::Cbor) }
    }

    fn field(&mut self, key: &str, d: &mut Decoder<'_>) -> Result<(), WireError> {
        match key {
            "type" => set(&mut self.kind, "type", text(d, "type")?),
            "senderId" => set(&mut self.sender, "senderId", text(d, "senderId")?),
            "targetId" => set(&mut self.target, "targetId", text(d, "targetId")?),
            "documentId" => set(&mut self.document, "documentId", document(d)?),
            "data" => {
                let data = match self.gap.take() {
                    Some(gap) => Some(bytes_before(d, gap)?),
                    None => byte_string(d, "data")?,
                };
                set(&mut self.data, "data", data)
            }
            "peerMetadata" | "metadata" => set(&mut self.metadata, "peerMetadata", metadata(d)?),
            "supportedProtocolVersions" => {
                let versions = text_list(d, "supportedProtocolVersions")?;
                set(&mut self.supported_versions, "supportedProtocolVersions", versions)
            }
            "selectedProtocolVersion" => {
                let version = text(d, "selectedProtocolVersion")?;
                set(&mut self.selected_version, "selectedProtocolVersion", version)
            }
            "sessionId" => set(&mut self.session_id, "sessionId", text(d, "sessionId")?),
            "count" => set(&mut self.count, "count", whole_number(d, "count")?),
            "message" => set(&mut self.message, "message", text(d, "message")?),
            "change" => set(&mut self.change, "change", text(d, "change")?),
            "code" => set(&mut self.code, "code", text(d, "code")?),
            _ => pass_over(d, DEPTH_MAX),
        }
    }

    fn into_frame(self) -> Result<Frame, WireError> {
        let kind = self.kind.clone().ok_or(WireError::Missing("type"))?;
        match kind.as_str() {
            kind::JOIN => Ok(Frame::Join {
                sender: peer(self.sender, "senderId")?,
                metadata: self.metadata.unwrap_or_default(),
                supported_versions: self
                    .supported_versions
                    .ok_or(WireError::Missing("supportedProtocolVersions"))?,
            }),
            kind::PEER => Ok(Frame::Peer {
                sender: peer(self.sender, "senderId")?,
                target: peer(self.target, "targetId")?,
                metadata: self.metadata.unwrap_or_default(),
                selected_version: self
                    .selected_version
                    .ok_or(WireError::Missing("selectedProtocolVersion"))?,
            }),
            kind::LEAVE => Ok(Frame::Leave { sender: peer(self.sender, "senderId")? }),
            kind::REQUEST => self.into_sync(SyncKind::Request),
            kind::SYNC => self.into_sync(SyncKind::Sync),
            kind::DOC_UNAVAILABLE => Ok(Frame::DocUnavailable {
                sender: peer(self.sender, "senderId")?,
                target: peer(self.target, "targetId")?,
                document: self.document.ok_or(WireError::Missing("documentId"))?,
            }),
            kind::EPHEMERAL => self.into_ephemeral(),
            kind::ERROR => Ok(self.into_error()),
            kind::REMOTE_SUBSCRIPTION_CHANGE => Ok(Frame::RemoteSubscriptionChange),
            kind::REMOTE_HEADS_CHANGED => Ok(Frame::RemoteHeadsChanged),
            _ => Ok(Frame::Unknown { kind }),
        }
    }

    fn into_sync(self, kind: SyncKind) -> Result<Frame, WireError> {
        Ok(Frame::Sync {
            kind,
            sender: peer(self.sender, "senderId")?,
            target: peer(self.target, "targetId")?,
            document: self.document.ok_or(WireError::Missing("documentId"))?,
            data: self.data.ok_or(WireError::Missing("data"))?,
        })
    }

    /// An error about a change is none of the connection.
    fn into_error(self) -> Frame {
        let message = self.message.unwrap_or_default();
        match (self.document, self.code) {
            (Some(document), Some(code)) => {
                Frame::Refused { document, change: self.change, code, message }
            }
            (Some(_) | None, code) => Frame::Error { message, code },
        }
    }

    fn into_ephemeral(self) -> Result<Frame, WireError> {
        Ok(Frame::Ephemeral {
            sender: peer(self.sender, "senderId")?,
            target: peer(self.target, "targetId")?,
            document: self.document.ok_or(WireError::Missing("documentId"))?,
            session_id: self.session_id.ok_or(WireError::Missing("sessionId"))?,
            count: self.count.ok_or(WireError::Missing("count"))?,
            data: self.data.ok_or(WireError::Missing("data"))?,
        })
    }
}

/// Keeps a field that is there; `undefined` and null stand for absent.
fn set<T>(field: &mut Option<T>, name: &'static str, value: Option<T>) -> Result<(), WireError> {
    match (field.is_some(), value) {
        (_, None) => Ok(()),
        (true, Some(_)) => Err(WireError::Duplicate(name)),
        (false, value) => {
            *field = value;
            Ok(())
        }
    }
}

fn peer(name: Option<String>, field: &'static str) -> Result<PeerId, WireError> {
    let name = name.ok_or(WireError::Missing(field))?;
    PeerId::new(name).map_err(|_| WireError::Invalid(field))
}

/// Runs `entry` for each entry of the map that comes next.
fn each_entry(
    d: &mut Decoder<'_>,
    mut entry: impl FnMut(&str, &mut Decoder<'_>) -> Result<(), WireError>,
) -> Result<(), WireError> {
    let mut left = d.map()?;
    loop {
        match left {
            Some(0) => return Ok(()),
            Some(count) => left = Some(count - 1),
            None if d.datatype()? == Type::Break => return Ok(d.skip()?),
            None => {}
        }
        let key = text(d, "a key")?.ok_or(WireError::Cbor)?;
        entry(&key, d)?;
    }
}

/// Passes over a value. Its depth is bounded: what lies in each other has to be remembered, and the
/// plain decoder keeps up to 24 bytes for each byte of such a frame.
fn pass_over(d: &mut Decoder<'_>, depth: u32) -> Result<(), WireError> {
    let kind = d.datatype()?;
    let is_list = matches!(kind, Type::Array | Type::ArrayIndef);
    if !is_list && !matches!(kind, Type::Map | Type::MapIndef | Type::Tag) {
        return Ok(d.skip()?);
    }
    let depth = depth.checked_sub(1).ok_or(WireError::Cbor)?;
    if kind == Type::Tag {
        d.tag()?;
        return pass_over(d, depth);
    }
    let mut left = if is_list { d.array()? } else { d.map()?.map(|pairs| pairs.saturating_mul(2)) };
    loop {
        match left {
            Some(0) => return Ok(()),
            Some(count) => left = Some(count - 1),
            None if d.datatype()? == Type::Break => return Ok(d.skip()?),
            None => {}
        }
        pass_over(d, depth)?;
    }
}

fn is_absent(d: &mut Decoder<'_>) -> Result<bool, WireError> {
    let absent = matches!(d.datatype()?, Type::Null | Type::Undefined);
    if absent {
        d.skip()?;
    }
    Ok(absent)
}

fn text(d: &mut Decoder<'_>, field: &'static str) -> Result<Option<String>, WireError> {
    if is_absent(d)? {
        return Ok(None);
    }
    let kind = d.datatype()?;
    if kind == Type::StringIndef {
        return Ok(Some(d.str_iter()?.collect::<Result<_, _>>()?));
    }
    if kind == Type::String {
        Ok(Some(d.str()?.to_owned()))
    } else {
        Err(WireError::Invalid(field))
    }
}

fn byte_string(d: &mut Decoder<'_>, field: &'static str) -> Result<Option<Vec<u8>>, WireError> {
    if is_absent(d)? {
        return Ok(None);
    }
    if d.datatype()? == Type::Tag {
        // Tag 64 says "array of unsigned bytes"; any other would change what the bytes mean.
        if d.tag()?.as_u64() != 64 {
            return Err(WireError::Invalid(field));
        }
    }
    let kind = d.datatype()?;
    if kind == Type::BytesIndef {
        let parts: Vec<&[u8]> = d.bytes_iter()?.collect::<Result<_, _>>()?;
        return Ok(Some(parts.concat()));
    }
    if kind == Type::Bytes { Ok(Some(d.bytes()?.to_vec())) } else { Err(WireError::Invalid(field)) }
}

fn document(d: &mut Decoder<'_>) -> Result<Option<DocumentId>, WireError> {
    let invalid = WireError::Invalid("documentId");
    if is_absent(d)? {
        return Ok(None);
    }
    if matches!(d.datatype()?, Type::String | Type::StringIndef) {
        let text = text(d, "documentId")?.unwrap_or_default();
        return text.parse().map(Some).map_err(|_| invalid);
    }
    let bytes = byte_string(d, "documentId")?.unwrap_or_default();
    bytes.try_into().map(DocumentId::from_bytes).map(Some).map_err(|_| invalid)
}

fn metadata(d: &mut Decoder<'_>) -> Result<Option<PeerMetadata>, WireError> {
    if is_absent(d)? {
        return Ok(None);
    }
    let mut metadata = PeerMetadata::default();
    each_entry(d, |key, d| match key {
        "storageId" => set(&mut metadata.storage_id, "storageId", text(d, "storageId")?),
        "isEphemeral" if !is_absent(d)? => {
            set(&mut metadata.is_ephemeral, "isEphemeral", Some(d.bool()?))
        }
        "isEphemeral" => Ok(()),
        _ => pass_over(d, DEPTH_MAX),
    })?;
    Ok(Some(metadata))
}

fn text_list(d: &mut Decoder<'_>, field: &'static str) -> Result<Option<Vec<String>>, WireError> {
    if is_absent(d)? {
        return Ok(None);
    }
    let mut left = d.array().map_err(|_| WireError::Invalid(field))?;
    let mut list = Vec::new();
    while list.len() <= VERSIONS_MAX {
        match left {
            Some(0) => return Ok(Some(list)),
            Some(count) => left = Some(count - 1),
            None if d.datatype()? == Type::Break => {
                d.skip()?;
                return Ok(Some(list));
            }
            None => {}
        }
        list.push(text(d, field)?.ok_or(WireError::Invalid(field))?);
    }
    Err(WireError::Invalid(field))
}

fn whole_number(d: &mut Decoder<'_>, field: &'static str) -> Result<Option<u64>, WireError> {
    if is_absent(d)? {
        return Ok(None);
    }
    if !matches!(d.datatype()?, Type::F16 | Type::F32 | Type::F64) {
        return d.u64().map(Some).map_err(|_| WireError::Invalid(field));
    }
    let number = d.f64()?;
    if (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above"
        )]
        return Ok(Some(number as u64));
    }
    Err(WireError::Invalid(field))
}
