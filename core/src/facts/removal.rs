//! What takes a fact back.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::FactId;
use crate::facts::check::Checked;
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};

/// Takes a fact back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The fact that counts no more.
    #[n(0)]
    pub target: FactId,
}

impl Kind for Removal {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::With(Reference { field: "target", id: &self.target })
    }

    fn check(&self) -> Checked {
        Ok(())
    }
}
