//! The retake rules of a vendor, told in German.
//!
//! What opens an exam again is a part that begins with "wenn", and every sentence that takes it says
//! "erst" before it. A span is in a form that is the same in every case.

use crate::wording::retake::RetakeKey;
use crate::wording::table::words;

words! { RetakeKey
    // What is known at all.
    NoPolicy = "Zu dieser Prüfung ist keine Wiederholungsregel bekannt.";
    NothingSat = "Zu dieser Prüfung ist kein Versuch eingetragen, also gibt es nichts abzuwarten.";

    // The answer in one sentence.
    AnyDay = "Ab sofort an jedem Tag, soweit es nach dem Anbieter geht.";
    AnyDayUntil = "Ab sofort an jedem Tag bis zum {until}, soweit es nach dem Anbieter geht.";
    Between
        = "Sicher ab dem {safe}; nach der großzügigsten Lesart der Regel schon ab dem {earliest}.";
    BetweenUntil
        = "Sicher ab dem {safe} und bis zum {until}; nach der großzügigsten Lesart der Regel schon ab dem \
           {earliest}.";
    From = "Ab dem {safe}.";
    FromUntil = "Ab dem {safe}, bis zum {until}.";
    NotUntil = "Erst {until}.";
    NotThisWay = "Nicht auf diesem Weg: {why}";
    NoSourceSays = "Keine Quelle sagt es. Frag den Anbieter, bevor du buchst.";
    WellDone = "Gut gemacht: Du hast am {day} bestanden. Es gibt nichts zu wiederholen.";

    // Several records of one day.
    TwoRecords = "Für den {day} sind zwei Versuche eingetragen";
    SeveralRecords = "Für den {day} sind {count} Versuche eingetragen";
    NextDayRecords = "Für den {first} und für den {last} sind Versuche eingetragen";
    RecordsBetween = "Vom {first} bis zum {last} sind {count} Versuche eingetragen";
    AsksBetween = "{recorded}, und {vendor} verlangt zwischen zweien davon {wait}";
    WasItOne
        = "{recorded}. War es ein Versuch, gilt: {one}; sonst gilt: {each}. Entferne, was zu viel ist, oder \
           trag ein, wann jeder davon endete.";
    FreeNow = "Du kannst von jetzt an jeden Tag wieder antreten";
    StaysShut = "Du kannst erst wieder antreten, {until}";
    ThisWayIsShut = "Dieser Weg ist geschlossen";
    NobodySays = "Keine Quelle sagt, wann du wieder antreten kannst";

    // Attempts that look odd.
    AttemptAhead
        = "Der Versuch vom {sat_on} liegt in der Zukunft. Er zählt, wenn sein Tag gekommen ist.";
    TwoOnADay
        = "Für den {day} sind zwei Versuche eingetragen. Beide zählen; ist einer doppelt eingetragen, \
           entferne ihn.";
    SeveralOnADay
        = "Für den {day} sind {count} Versuche eingetragen. Alle zählen; ist einer doppelt eingetragen, \
           entferne ihn.";
    TooEarly
        = "Du bist am {next} wieder angetreten, obwohl nach dem {before} die Regel, wie wir sie kennen, \
           erst am {opened} öffnete. Der Anbieter hat es erlaubt; vielleicht stimmen die Daten zur Regel \
           nicht.";

    // Deadlines.
    InUtc = "Fristen gelten in UTC: Für dich endet diese am {ends}.";
    DeadlineOver = "{what} endete am {ended}, also ist dieser Weg geschlossen.";
    DeadlineEnds = "{what} endet am {ends}.";
    TooLate = "{what} endet am {ends}, und die Wartezeit ist erst am {safe} vorbei.";
    GenerousHope
        = "Am großzügigsten gelesen wäre die Wartezeit am {earliest} vorbei: Frag den Anbieter.";
    EligibilityPeriod = "Dein Zulassungszeitraum";
    PurchasePeriod = "Die Frist für deinen Kauf";
    ExamItself = "{code}";
    ExamIn = "{code} (Sprache: {language})";
    Replaced = "{exam} (Nachfolge: {successor})";
    EndsByLanguage = "{what} {first} und {last}. Trag die Sprache ein, in der du antrittst.";
    EndsIn = "endet am {day} (Sprache: {language})";
    EndedIn = "endete am {day} (Sprache: {language})";
    EndsInSome = "endet am {day} in einigen Sprachen";
    EndedInSome = "endete am {day} in einigen Sprachen";
    InOthers = "am {day} in den anderen";

    // Dates that win over the rules.
    PrintedTooEarly
        = "Der Wiederholungstermin auf dem Bericht, der {date}, liegt vor dem Versuch vom {sat_on}. Er wird \
           nicht verwendet: Bitte sieh ihn noch einmal an.";
    PrintedDecides
        = "Der Bericht zu deinem Versuch vom {sat_on} nennt den {date} als Wiederholungstermin, und dieser \
           Tag entscheidet.";
    OwnIsOld
        = "Der Wiederholungstermin, den du eingetragen hast, der {date}, gehört zu einer früheren Wiederholung. \
           Er wird nicht verwendet.";
    OwnDecides
        = "Du hast den {date} als Wiederholungstermin eingetragen, und dein Tag entscheidet.";
    YouNoted = "Von dir notiert: „{note}“.";
    RulesSayLater
        = "Nach den Regeln, die wir kennen, wäre es der {safe}. Halte den Bericht oder die Mail mit dem \
           Datum bereit.";
    RulesSayClosed = "Nach den Regeln, die wir kennen, ginge es erst, {until}.";

    // A rule, told.
    Rule = "{asks}: {opens}. {source}";
    RuleAlone = "{asks}. {source}";
    Opens = "Du kannst ab dem {safe} wieder antreten";
    OpensBetween
        = "Du kannst sicher ab dem {safe} wieder antreten; nach der großzügigsten Lesart schon ab dem {earliest}";
    OverSince = "Das ist seit dem {safe} vorbei";
    AloneUntil = "Das allein wäre am {safe} vorbei";

    // Limits on the number of attempts.
    LimitUsedUp
        = "{vendor} erlaubt {max} {max:Versuch|Versuche} {window}, und {max:er ist|sie sind} aufgebraucht, \
           gezählt ab dem {from}";
    LimitBlocks
        = "{vendor} erlaubt {max} {max:Versuch|Versuche} {window}, und {max:er ist|sie sind} aufgebraucht. \
           {source}";
    BesidesWaiting = "Neben dem Warten gilt: {and}.";
    NotKnown = "Nicht bekannt ist, {what}.";
    StartNotKnown
        = "Uns fehlt {what}. {vendor} zählt Versuche und eine Frist von da an.";
    DayOfApproval = "der Tag, an dem dein Antrag angenommen wurde";
    DayOfPurchase = "der Tag, an dem du diese Prüfung gekauft hast";
    DayOfRegistration = "der Tag, an dem dein Zertifizierungsversuch begann";
    FromFirst = "für {span} ab dem ersten davon";
    WithinAny = "für je {span}";
    WithinUnsaid = "für {span} (ab wann, sagt er nicht)";
    WithinPeriod = "für einen Zulassungszeitraum ({span})";
    ForPurchase = "für einen Kauf";
    ForRegistration = "für einen Zertifizierungsversuch";
    InCycle = "für einen Veröffentlichungszyklus";
    UntilTraining = "bis zur nächsten Schulung";
    NextCycle = "wann der nächste Veröffentlichungszyklus des Anbieters beginnt";
    OneCycle
        = "ob deine letzten {max} Versuche in einem Veröffentlichungszyklus des Anbieters liegen, der nicht \
           mehr erlaubt";
    NewApplication = "ein neuer Antrag ist nötig";
    BoughtAgain = "wenn die Prüfung neu gekauft ist";
    AppliedAgain = "wenn ein neuer Antrag gestellt ist";
    TrainedAgain = "wenn die Schulung noch einmal gemacht ist";
    RegisteredAgain = "wenn ein neuer Zertifizierungsversuch angemeldet ist";
    TalkedToVendor = "wenn {vendor} gefragt ist und zustimmt";

    // After a pass.
    PassedFree
        = "Du hast am {day} bestanden, und {vendor} lässt dich nach dem Bestehen wieder antreten";
    PassedWait
        = "Du hast am {day} bestanden, und {vendor} verlangt nach dem Bestehen {wait}";
    PassedBlocks
        = "Du hast am {day} bestanden, und {vendor} lässt vorher niemanden eine bestandene Prüfung \
           wiederholen. {source}";
    PassedSince
        = "Du hast am {day} bestanden und wurdest später wieder zugelassen, also sperrt dieses Bestehen die \
           Prüfung nicht mehr.";
    PassedUnsaid
        = "Du hast am {day} bestanden. Keine Quelle sagt, wann {vendor} eine bestandene Prüfung wiederholen \
           lässt.";
    Expired = "wenn die Zertifizierung abgelaufen ist";
    NewVersion = "wenn eine neue Version der Prüfung da ist";
    BeforeExpiry
        = "wenn es bis zum Ablauf der Zertifizierung {days} {days:Tag ist|Tage sind}";
    VendorAgrees = "wenn {vendor} zustimmt";
    NewExam = "wenn {vendor} eine neue Prüfung herausbringt";

    // Waits.
    WaitUnsaid
        = "Keine Quelle sagt, wie lange {vendor} nach dem {nth:nth} nicht bestandenen Versuch warten lässt.";
    WaitAfter = "{what}, dem {nth:nth} nicht bestandenen, verlangt {vendor} {wait}";
    YourAttempt = "Nach deinem Versuch vom {day}";
    YourOpenAttempt
        = "Dein Versuch vom {day} hat noch kein Ergebnis. Ist er nicht bestanden, gilt: Nach ihm";
    NoWait = "keine Wartezeit";
    WaitNotStated = "eine Wartezeit, die keine Quelle nennt";
    NextDate = "den nächsten veröffentlichten Termin";
    WaitOf = "{length} Wartezeit";
    WaitInWords = "{length} Wartezeit („{wording}“)";
    Hours = "{n} {n:Stunde|Stunden}";
    Days = "{n} {n:Tag|Tage}";
    CalendarDays = "{n} {n:Kalendertag|Kalendertage}";
    Months = "{n} {n:Monat|Monate}";

    // Sources.
    NoSource = "Quelle: keine; das ist angenommen.";
    Source = "Quelle: „{title}“, {date}.";
    SourceOfMonth = "Quelle: „{title}“, {month:month}.";
    UndatedSource = "Quelle: „{title}“, ohne Datum.";
    WeakSource = "Das ist schwach belegt: Bitte frag beim Anbieter nach.";
    WeakSources
        = "Was wir über die Wiederholungsregeln von {vendor} wissen, beruht auf schwachen Quellen.";

    // What surrounds the rules.
    OtherWaits
        = "Für manche gelten bei {vendor} andere Wartezeiten ({who:;}). Trifft eine Angabe auf dich zu, trag \
           es ein.";
    NotInForce
        = "Die Regeln, die wir kennen, galten am {day} nicht. Welche für diesen Versuch zählen, ist nicht \
           bekannt.";
    PriorPass = "Vorausgesetzt ist eine bestandene Prüfung ({of}), höchstens {span} vorher.";
    OpenPeriod = "Es braucht einen offenen Zulassungszeitraum; einer dauert {span}.";
    NoFreeRetake = "Eine kostenlose Wiederholung ist nicht enthalten.";
    FreeRetake
        = "Vielleicht {count:ist|sind} {count} {count:kostenlose Wiederholung|kostenlose Wiederholungen} \
           enthalten.";
    FreeRetakeWithin
        = "Vielleicht {count:ist|sind} {count} {count:kostenlose Wiederholung|kostenlose Wiederholungen} \
           enthalten, gültig für {span}.";
    LostByAbsence = "Wenn du nicht erscheinst, ist sie verloren.";
    Bundle
        = "Mit {name} müssen beide Versuche vor diesem Zeitpunkt liegen: „{both_before}“, mit {gap} \
           {gap:Tag|Tagen} ohne Versuch dazwischen.";
    RetakeMoves = "Eine bezahlte Wiederholung verschiebt die Frist um {days} {days:Tag|Tage}.";
    RetakeMovesAndWaits
        = "Eine bezahlte Wiederholung verschiebt die Frist um {days} {days:Tag|Tage}; {wait} davon sind \
           Wartezeit, also bleiben {left} zum Antreten.";
    RetakeBoughtBy
        = "Eine Wiederholung ist bis zum {last} zu kaufen, {days} {days:Tag|Tage} nach dem Versuch vom \
           {failed}; später gekauft ist es ein neuer Versuch.";
    RetakeWasBoughtBy
        = "Eine Wiederholung war bis zum {last} zu kaufen, {days} {days:Tag|Tage} nach dem Versuch vom \
           {failed}; seither gekauft ist es ein neuer Versuch.";
    RetakeBoughtWithin
        = "Ist ein Versuch nicht bestanden, ist eine Wiederholung in der Frist danach zu kaufen ({days} \
           {days:Tag|Tage}); später gekauft ist es ein neuer Versuch.";
    CountedOtherwise
        = "Ein anderer Text des Anbieters zählt diese Tage ab der Frist deines Versuchs: Das Datum hier ist \
           nach beiden sicher.";
    RetakeValid = "Eine bezahlte Wiederholung gilt für {span}.";
    RetakePaid = "Eine Wiederholung kostet etwas.";
    ExtensionMoves
        = "Eine bezahlte Verlängerung verschiebt die Frist um {days} {days:Tag|Tage} und bringt keinen \
           weiteren Versuch.";
    Prepaid
        = "{name} bezahlt einen zweiten Versuch, gültig für {span}; wann es zu kaufen ist: „{buy_before}“.";
    MovedUntilStart = "{appointment} lässt sich verschieben, bis er beginnt.";
    MovedUntil = "{appointment} lässt sich bis {span} vorher verschieben.";
    MovedAtMost = "Er lässt sich höchstens {max} Mal verschieben.";
    Appointment = "Ein Termin";
    AtCenter = "Ein Termin im Testzentrum";
    Online = "Ein Online-Termin";
    OfLab = "Ein Termin für eine Lab-Prüfung";
    Absence = "Wenn du nicht erscheinst: {effect}";
    RefusesEarly = "Das Buchungssystem lehnt einen zu frühen Termin ab.";
    RefusesPassed = "Das Buchungssystem lehnt eine Prüfung ab, die schon bestanden ist.";
    EnterPrinted
        = "Der Bericht nach einem nicht bestandenen Versuch nennt den Wiederholungstermin: Trag ihn ein, \
           denn er entscheidet.";
    MayAcceptEarly
        = "Vielleicht nimmt das Buchungssystem einen zu frühen Termin an. Bleib trotzdem beim sicheren.";
}
