//! Identifiers, which cross as text. A text that is none is refused before the call begins.

use rebound_core::base::ids::{
    DeviceId, DomainId, ExamCode, FactId, ObjectiveId, PolicyId, QuestionId, RelationId, ResourceId,
};
use rebound_core::replica::document_id::DocumentId;

use crate::error::ReboundError;

macro_rules! text_ids {
    ($($(#[$doc:meta])* $id:ident as $field:literal;)*) => {$(
        uniffi::custom_type!($(#[$doc])* $id, String, {
            remote,
            try_lift: |text| text.parse().map_err(|error| ReboundError::invalid($field, error).into()),
            lower: |id| id.to_string(),
        });
    )*};
}

text_ids! {
    /// One installation of the app: 16 hex digits.
    DeviceId as "device";
    /// A document that is shared with a partner, in base58.
    DocumentId as "document";
    /// A domain as its vendor numbers it: `4`.
    DomainId as "domain";
    /// An exam as its vendor names it: `SY0-701`.
    ExamCode as "exam";
    /// One fact, unique among all of the account.
    FactId as "fact";
    /// An objective as its vendor numbers it: `4.1`.
    ObjectiveId as "objective";
    /// A retake policy of the catalogue.
    PolicyId as "policy";
    /// A question inside its bank.
    QuestionId as "question";
    /// The candidate's own key for one study partner.
    RelationId as "relation";
    /// The candidate's own key for a resource or a question bank.
    ResourceId as "resource";
}
