//! Who may do what, as the specification has it: an owner, roles in documents, and spaces.

use std::collections::{BTreeMap, BTreeSet};

/// Everything that was said about who may.
#[derive(Debug, Default)]
pub(super) struct Oracle {
    documents: BTreeMap<u8, Shared>,
    spaces: BTreeMap<u8, Shared>,
    /// In which space a document is.
    place: BTreeMap<u8, u8>,
}

/// A document, or a space.
#[derive(Debug)]
struct Shared {
    owner: u8,
    roles: BTreeMap<u8, &'static str>,
}

impl Oracle {
    /// Whoever writes a document first owns it.
    pub(super) fn found(&mut self, document: u8, owner: u8) {
        self.documents.insert(document, Shared { owner, roles: BTreeMap::new() });
    }

    pub(super) fn delete(&mut self, document: u8) {
        self.documents.remove(&document);
        self.place.remove(&document);
    }

    pub(super) fn owner(&self, document: u8) -> Option<u8> {
        Some(self.documents.get(&document)?.owner)
    }

    pub(super) fn give(&mut self, document: u8, to: u8, role: Option<&'static str>) {
        set(self.documents.get_mut(&document), to, role);
    }

    pub(super) fn make(&mut self, space: u8, owner: u8) {
        self.spaces.insert(space, Shared { owner, roles: BTreeMap::new() });
    }

    pub(super) fn owner_of_space(&self, space: u8) -> Option<u8> {
        Some(self.spaces.get(&space)?.owner)
    }

    pub(super) fn take_in(&mut self, space: u8, member: u8, role: Option<&'static str>) {
        set(self.spaces.get_mut(&space), member, role);
    }

    pub(super) fn put(&mut self, document: u8, space: Option<u8>) {
        self.place.remove(&document);
        self.place.extend(space.map(|space| (document, space)));
    }

    pub(super) fn end(&mut self, space: u8) {
        self.spaces.remove(&space);
        self.place.retain(|_, of| *of != space);
    }

    pub(super) fn reads(&self, account: u8, document: u8) -> bool {
        self.role(account, document).is_some()
    }

    pub(super) fn writes(&self, account: u8, document: u8) -> bool {
        let writers = BTreeSet::from(["owner", "partner", "mentor", "writer"]);
        self.role(account, document).is_some_and(|role| writers.contains(role))
    }

    /// What an account is to a document: what it was given there, and otherwise what it is in its space.
    fn role(&self, account: u8, document: u8) -> Option<&'static str> {
        let shared = self.documents.get(&document)?;
        if shared.owner == account {
            return Some("owner");
        }
        let through = || {
            let space = self.spaces.get(self.place.get(&document)?)?;
            space.roles.get(&account).filter(|_| space.owner == shared.owner)
        };
        shared.roles.get(&account).or_else(through).copied()
    }
}

fn set(shared: Option<&mut Shared>, account: u8, role: Option<&'static str>) {
    let Some(shared) = shared else { return };
    shared.roles.remove(&account);
    shared.roles.extend(role.map(|role| (account, role)));
}
