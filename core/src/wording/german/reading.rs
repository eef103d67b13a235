//! What is wrong with a text that somebody wrote by hand, in German.

use crate::wording::reading::ReadingKey;
use crate::wording::table::words;

words! { ReadingKey
    // Whole sentences.
    Wrong = "{found}; erlaubt: {allowed}";
    WrongWord = "{found}; erlaubt: {allowed}; gemeint vielleicht {meant}?";

    // A file.
    Json = "JSON in UTF-8";
    Utf16 = "ein Text in UTF-16";
    NotUtf8 = "kein Text in UTF-8";
    Empty = "leer";
    Markup = "eine Webseite oder XML";
    Table = "eine Tabelle (CSV)";
    PlainText = "Text, der kein JSON ist";
    NoJson = "kein JSON";
    Mib = "ein Text von {mib} MiB";
    MibUpTo = "höchstens {most} MiB";

    // What was found.
    Nothing = "nichts";
    Null = "nichts (`null`)";
    Cut = "{start}…";
    EmptyList = "eine leere Liste";
    List = "eine Liste von {count}";
    EmptyObject = "ein leeres Objekt";
    Object = "ein Objekt mit {names}";
    Missing = "nicht da";
    NoField = "ein Feld, das hier nicht bekannt ist";
    Twice = "zweimal da";
    Bare = "`{word}`";
    BareName = "`{word}` ohne Anführungszeichen";
    Sign = "`{sign}`";
    Follows = "`{word}` nach einem Wert";
    CommaAtEnd = "ein Komma nach dem letzten Eintrag";
    Comment = "ein Kommentar";
    MoreText = "weiterer Text nach dem Ende des Dokuments";
    BracketTooMany = "eine Klammer, die nichts schließt";
    EndsEarly = "das Ende des Textes vor seiner letzten Klammer";
    OpenText = "ein Text, der nicht endet";
    LineBreak = "ein Zeilenumbruch oder Tabulator in einem Text";
    Backslash = "ein einzelnes `\\`";

    // What is allowed.
    AValue = "ein Wert";
    AText = "ein Text in Anführungszeichen";
    WholeNumber = "eine ganze Zahl, ohne Anführungszeichen";
    Number = "eine Zahl, ohne Anführungszeichen";
    WholeWithin = "eine ganze Zahl, {limits}";
    NumberWithin = "eine Zahl, {limits}";
    YesOrNo = "`true` oder `false`";
    AList = "eine Liste, in eckigen Klammern";
    AnObject = "ein Objekt, in geschweiften Klammern";
    ObjectWith = "ein Objekt, in geschweiften Klammern, mit {names}";
    OneOfFields = "ein Objekt mit genau einem von {names}";
    OneOf = "eines von {names}";
    Names = "{names:,}";
    Once = "einmal";
    NothingMore = "ein Dokument und nichts danach";
    AnotherEntry = "ein weiterer Eintrag nach einem Komma oder kein Komma";
    ColonNeeded = "`:` zwischen einem Namen und seinem Wert";
    NameNeeded = "ein Name in Anführungszeichen";
    CommaOr = "`,` oder `{close}` nach einem Wert";
    ClosesWith = "`{close}`, das schließt, was zuletzt geöffnet wurde";
    Closing = "ein Text, der mit `{brackets}` endet";
    ClosingMark = "ein Anführungszeichen an seinem Ende";
    TextOnOneLine = "`\\n` oder `\\t` an dieser Stelle";
    TwoBackslashes = "`\\\\`";
    DecimalPoint = "ein Punkt vor Dezimalstellen";
    NumberForm = "eine Zahl wie 62 oder 66.5 und nichts darum herum";
    MarksAroundText = "eine Zahl oder ein Text in Anführungszeichen";
    FieldLeftOut = "eine Zahl, ein Text in Anführungszeichen oder gar kein solches Feld";
    NoComments = "kein Kommentar: JSON hat keine";
}
