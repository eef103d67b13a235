//! What is odd about a record, in German: the end of a sentence that begins with the record.

use crate::wording::odd::OddKey;
use crate::wording::table::words;

words! { OddKey
    // Any record.
    Waits = "liegt in der Zukunft und wartet auf seine Zeit";
    TwoContents = "ist zweimal mit verschiedenem Inhalt eingetragen";
    CorrectsItself = "berichtigt sich selbst; es bleibt, wie es ist";
    CorrectsMissing = "berichtigt {target}, das nicht hier ist";
    CorrectsRemoved
        = "berichtigt {target}, das anderswo entfernt wurde: Die Berichtigung zählt. Entferne sie, wenn \
           sie nicht zählen soll";
    CorrectsBeside
        = "berichtigt {target}, und ebenso tut es {others:,}, das beiseitegelegt ist. Entferne das, was \
           nicht stimmt";
    Circle = "gehört zu einem Kreis von Berichtigungen; es gilt als die erste davon";
    RecordedAgain
        = "ist innerhalb von Minuten noch einmal eingetragen, als {others:,}, und zählt einmal";
    WrongClock
        = "ist nach einer Uhr eingetragen, die {showed} zeigte; es zählt nicht. Trag es noch einmal ein";
    AboutMissing = "bezieht sich auf {target}, das nicht zählt";
    Taken = "ist schon von einem Eintrag mit anderem Inhalt belegt";
    Unreadable = "ist ein Eintrag, der sich nicht lesen lässt: {problem}";
    NoBytes = "er ist leer";
    NewerVersion
        = "ist ein Eintrag in der Kodierung {version}, die diese Version der App noch nicht kennt";

    Plain
        = "kam ohne Siegel, wie ältere Versionen der App schrieben, und wartet: Es zählt, sobald das Gerät, \
           auf dem es eingetragen wurde, diese Version hat";
    NewerKind = "enthält, was diese Version der App noch nicht kennt";
    Closed
        = "lässt sich nicht öffnen: Es wurde beschädigt, oder kein Gerät mit deinem Schlüssel hat es \
           versiegelt. Der Rest ist davon nicht berührt";

    // A document.
    NotBroughtUp
        = "ließ sich nicht auf den Stand dessen bringen, was eingetragen ist: {problem}";
    WrittenAnew
        = "enthält, was eine Kopie dieses Geräts unter seinem Namen geschrieben hat; was auf diesem \
           eingetragen wurde, ist noch einmal geschrieben, und beides zählt";
    PutBack
        = "verlor {entries} {entries:Eintrag|Einträge} an jemanden, der deinen Schlüssel nicht hat; dieses \
           Gerät hat {entries:ihn|sie} zurückgelegt";
    Claimed
        = "verlangt eine neuere App, doch kein Gerät mit deinem Schlüssel hat das versiegelt: Eingetragen \
           wird weiter";
    LeftOut
        = "beendete die App zweimal, während es mit dem Server abgeglichen wurde: Es bleibt, wie es ist, \
           und nimmt am Austausch nicht teil";

    // A sitting and its report.
    SatLater = "ist ein Versuch vom {day}, der noch nicht gekommen ist; er wartet";
    ReportWithoutSitting = "hat einen Bericht, ist aber kein Versuch, der zählt";
    Field = "{field}: {found}";
    NoPassMark = "wird ohne seine Bestehensgrenze gelesen: {reason}";
    NoScore = "wird ohne seine Punktzahl gelesen: {reason}";
    DomainTwice = "nennt Domäne {domain} zweimal; die erste zählt";
    DomainLeftOut = "wird ohne Domäne {domain} gelesen: {reason}";
    SeveralOnDay
        = "ist einer von {count} Versuchen, die für den {day} eingetragen sind: {records:,}. Jeder zählt zu \
           einem Teil; war es einer, entferne die anderen";
    SittingRecord = "{attempt} ({recorded})";

    // Domains that the exam does not have, and outlines.
    UnknownResult
        = "hat ein Ergebnis für Domäne {domain}, die {exam} nicht hat: Berichtige es um die Domäne, die \
           gemeint ist";
    ResultOfOtherOutline
        = "hat ein Ergebnis für Bereich {domain} von {outline}, dessen Bereiche nicht die von {exam} sind: \
           Welcher Domäne von {exam} ist er am ähnlichsten? Berichtige es um diese";
    UnknownDomain = "nennt Domäne {domain}, die {exam} nicht hat: Es zählt allein für die Prüfung als Ganzes";
    UnknownDomainAndMore
        = "nennt Domäne {domain}, die {exam} nicht hat: Es zählt allein für die Prüfung als Ganzes; ebenso \
           {more:zählt|zählen} {more} {more:späterer Eintrag|spätere Einträge}";
    ExamNotTaken = "beschreibt eine Prüfung, die nicht übernommen wurde: {reason}";
    UnknownExam
        = "bezieht sich auf {exam}, eine Prüfung, die weder im Katalog steht noch von dir beschrieben ist";
    UnknownExamBut
        = "bezieht sich auf {exam}, eine Prüfung, die weder im Katalog steht noch von dir beschrieben ist: \
           gemeint vielleicht {near}?";
    OtherExam = "wählt {chosen} und beschreibt {described}";
}
