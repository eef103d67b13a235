//! Whether a preparation works, in German.

use crate::wording::growth::GrowthKey;
use crate::wording::table::words;

words! { GrowthKey
    Higher = "„{domain}“ liegt höher als am {since}: {now}; damals waren es etwa {then}.";
    Lower
        = "„{domain}“ liegt niedriger als am {since}: {now}; damals waren es etwa {then}. Einige Fragen \
           dazu würden zeigen, ob das so ist.";
    Level
        = "„{domain}“ liegt etwa da, wo es am {since} lag: {now}. Die Bereiche überschneiden sich noch.";
    First = "„{domain}“: {now}. Noch gibt es nichts Früheres zum Vergleich.";
    Unknown = "Zu „{domain}“ ist noch nichts eingetragen.";
    NothingYet
        = "Eine Linie braucht einige Wochen. Mit dem, was du von jetzt an einträgst, zeigt sie sich nach \
           und nach.";
    DoneOfPlanned
        = "In {weeks:der letzten Woche|den letzten Wochen} ({weeks}): {done} getan, {planned} geplant.";
    PlanFewer
        = "In den letzten {weeks} Wochen: {done} getan, {planned} geplant. Eine Woche mit weniger Stunden \
           passt vielleicht besser in dein Leben, und der Plan würde mit dem rechnen, was er bekommt.";
}
