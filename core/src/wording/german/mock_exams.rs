//! What falls short of the mock exams that a plan aims at, in German.

use crate::wording::mock_exams::MockExamsKey;
use crate::wording::table::words;

words! { MockExamsKey
    NotLaidOutYet
        = "Tage werden für jeweils ein Jahr ausgelegt. Die Probeprüfungen haben ihren Platz ab dem {from} \
           und kommen bis dahin in den Plan.";
    NoneFits
        = "Vor der Prüfung am {exam_on} passt keine Probeprüfung: Eine braucht {minutes} ungestörte Minuten \
           am Stück. Ein solches Zeitfenster zwischen dem {from} und dem {to} bringt die erste.";
    WeeklyLimit
        = "In deine Obergrenze von {limit} pro Woche passt keine Probeprüfung: Eine braucht {minutes} \
           ungestörte Minuten am Stück. Eine höhere Grenze und ein Zeitfenster dieser Länge machen Platz \
           für eine.";
    NoneFitsAnyMore
        = "Vor der Prüfung am {exam_on} passt keine Probeprüfung mehr: Eine braucht {minutes} ungestörte \
           Minuten, und die letzten zwei Tage sind zum Ausruhen da. Ein späterer Termin ließe Platz für \
           eine.";
    SecondNeeds
        = "Eine Probeprüfung hat ihren Platz. Eine zweite braucht ein weiteres Zeitfenster von {minutes} \
           ungestörten Minuten zwischen dem {from} und dem {to}, mit einem Tag Abstand zu ihr.";
    ThirdNeeds
        = "Zwei Probeprüfungen haben ihren Platz. Eine dritte braucht ein weiteres Zeitfenster von \
           {minutes} ungestörten Minuten zwischen dem {from} und dem {to}, mit einem Tag Abstand zu ihnen.";
    Undisturbed
        = "Einige deiner Zeitfenster am Schreibtisch sind lang genug für eine Probeprüfung: {slots:,}. Ist \
           eines davon ungestört? Dann trag es als langes Zeitfenster ein, und eine Probeprüfung von \
           {minutes} Minuten hat dort Platz, die Zeit zum Ankommen mitgezählt.";
    SlotAt = "{day} {at}";
    BeforeTheWindow
        = "Die Probeprüfung am {day} kommt früh: Die Tage ab dem {from} haben weniger als zwei ungestörte \
           Zeitfenster von {minutes} Minuten.";
    ReviewShort
        = "Die Probeprüfung vom {day} durchzugehen dauert etwa so lange, wie sie abzulegen, und bringt am \
           meisten in den nächsten zwei Lerntagen. {missing} mehr an einem davon ließen Platz für alles.";
}
