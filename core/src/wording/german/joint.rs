//! What other messages are made of, in German.

use crate::wording::joint::JointKey;
use crate::wording::table::words;

words! { JointKey
    Both = "{first} {second}";
    Quoted = "{text}";
    OnDay = "{day}";
    WholeText = "der Text";
    Between = "{from} bis {to}";
    Percentage = "0 bis 100 Prozent";
}
