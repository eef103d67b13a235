//! What keeps the database unreadable without the account's key: the names of documents, and the cache
//! of facts. The documents themselves are sealed as they are anywhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::ids::DeviceId;
#[cfg(feature = "sqlite")]
use crate::replica::document::name::DocumentName;
use crate::replica::document_id::DocumentId;
use crate::replica::key::{AccountKey, Fingerprint, RelationKey};
use crate::replica::seal::{EntryId, Seal};
use crate::store::batch::Ownership;

/// What stands for the database where a seal asks for a document. None has this id: theirs say that they
/// are random.
const DATABASE: DocumentId = DocumentId::from_bytes(*b"rebound/database");

/// Whose database it is, and what seals it.
#[derive(Debug)]
pub(super) struct Vault {
    pub(super) device: DeviceId,
    key: AccountKey,
    seal: Seal,
}

impl Vault {
    /// That of one device.
    pub(super) fn new(device: DeviceId, key: &AccountKey) -> Self {
        Self { device, key: key.clone(), seal: Seal::new(key.reveal(), DATABASE) }
    }

    /// What tells whether another key made the database.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.key.fingerprint()
    }

    /// Seals the block of facts at a position.
    pub(super) fn seal_block(&self, position: i64, block: &[u8]) -> Vec<u8> {
        self.seal.seal(&at(position), block)
    }

    /// Opens the block of facts at a position; `None` if it is not what was stored there.
    pub(super) fn open_block(&self, position: i64, sealed: &[u8]) -> Option<Vec<u8>> {
        self.seal.open(&at(position), sealed).ok()
    }

    /// What the database says of a document.
    pub(super) fn seal_title(&self, id: &DocumentId, ownership: &Ownership) -> String {
        let title = match ownership {
            Ownership::Own(name) => name.to_string(),
            Ownership::Ended(relation) => format!("{ENDED}{relation}"),
            Ownership::Account => ACCOUNT.to_owned(),
            Ownership::Followed(None) => FOLLOWED.to_owned(),
            Ownership::Followed(Some(key)) => format!("{FOLLOWED}#{}", *key.to_text()),
        };
        URL_SAFE_NO_PAD.encode(self.seal.seal(&self.title_of(id), title.as_bytes()))
    }

    /// Reads what [`Self::seal_title`] gave; `None` if it is not what was stored.
    pub(super) fn open_title(&self, id: &DocumentId, title: &str) -> Option<Ownership> {
        let sealed = URL_SAFE_NO_PAD.decode(title).ok()?;
        let title = self.seal.open(&self.title_of(id), &sealed).ok()?;
        ownership(std::str::from_utf8(&title).ok()?)
    }

    fn title_of(&self, id: &DocumentId) -> EntryId {
        self.seal.entry(&[b"title/", id.as_bytes().as_slice()].concat())
    }
}

/// What an older database is brought up with.
#[cfg(feature = "sqlite")]
impl Vault {
    /// What seals an own document.
    pub(super) fn seal_of(&self, name: &DocumentName) -> Seal {
        name.seal(&self.key)
    }

    /// Whether a document of this name has this id under the account's key.
    pub(super) fn derives(&self, name: &DocumentName, id: &DocumentId) -> bool {
        name.id(&self.key) == *id
    }
}

const ACCOUNT: &str = "account";
const ENDED: &str = "ended/";
const FOLLOWED: &str = "followed";

/// What a document is by its title in plain.
pub(super) fn ownership(title: &str) -> Option<Ownership> {
    if title == ACCOUNT {
        return Some(Ownership::Account);
    }
    if let Some(relation) = title.strip_prefix(ENDED) {
        return relation.parse().ok().map(Ownership::Ended);
    }
    match title.strip_prefix(FOLLOWED) {
        Some("") => Some(Ownership::Followed(None)),
        Some(key) => {
            let key: RelationKey = key.strip_prefix('#')?.parse().ok()?;
            Some(Ownership::Followed(Some(key)))
        }
        None => title.parse().ok().map(Ownership::Own),
    }
}

/// The nonce of a block: its position.
fn at(position: i64) -> EntryId {
    let mut id = [0; 12];
    id.iter_mut().skip(4).zip(position.to_be_bytes()).for_each(|(byte, part)| *byte = part);
    EntryId::from_bytes(id)
}
