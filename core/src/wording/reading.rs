//! What is wrong with a text that somebody wrote by hand: what was found, and what is allowed.

use crate::wording::Said;
use crate::wording::table::messages;

messages! {
    /// Keys of what is said about a text that cannot be read.
    ReadingKey as "reading"

    // Whole sentences.
    Wrong: wrong(found: Said, allowed: Said) = "{found}: allowed is {allowed}";
    WrongWord: wrong_word(found: Said, allowed: Said, meant: &str)
        = "{found}: allowed is {allowed}; did you mean {meant}?";

    // A file.
    Json: json() = "JSON in UTF-8";
    Utf16: utf16() = "a text in UTF-16";
    NotUtf8: not_utf8() = "not a text in UTF-8";
    Empty: empty() = "empty";
    Markup: markup() = "a page or XML";
    Table: table() = "a table (CSV)";
    PlainText: plain_text() = "text that is not JSON";
    NoJson: no_json() = "not JSON";
    Mib: mib(mib: usize) = "a text of {mib} MiB";
    MibUpTo: mib_up_to(most: usize) = "at most {most} MiB";

    // What was found.
    Nothing: nothing() = "nothing";
    Null: null() = "nothing (`null`)";
    Cut: cut(start: &str) = "{start}…";
    EmptyList: empty_list() = "an empty list";
    List: list(count: usize) = "a list of {count}";
    EmptyObject: empty_object() = "an empty object";
    Object: object(names: Said) = "an object with {names}";
    Missing: missing() = "missing";
    NoField: no_field() = "a field that is not known here";
    Twice: twice() = "there twice";
    Bare: bare(word: &str) = "`{word}`";
    BareName: bare_name(word: &str) = "`{word}` without quotation marks";
    Sign: sign(sign: &str) = "`{sign}`";
    Follows: follows(word: &str) = "`{word}` after a value";
    CommaAtEnd: comma_at_end() = "a comma after the last entry";
    Comment: comment() = "a comment";
    MoreText: more_text() = "more text after the end of the document";
    BracketTooMany: bracket_too_many() = "a bracket that closes nothing";
    EndsEarly: ends_early() = "the end of the text before its last bracket";
    OpenText: open_text() = "a text that does not end";
    LineBreak: line_break() = "a line break or tab inside of a text";
    Backslash: backslash() = "a single `\\`";

    // What is allowed.
    AValue: a_value() = "a value";
    AText: text() = "a text in quotation marks";
    WholeNumber: whole_number() = "a whole number, without quotation marks";
    Number: number() = "a number, without quotation marks";
    WholeWithin: whole_within(limits: Said) = "a whole number, {limits}";
    NumberWithin: number_within(limits: Said) = "a number, {limits}";
    YesOrNo: yes_or_no() = "`true` or `false`";
    AList: a_list() = "a list, in square brackets";
    AnObject: an_object() = "an object, in curly brackets";
    ObjectWith: object_with(names: Said) = "an object, in curly brackets, with {names}";
    OneOfFields: one_of_fields(names: Said) = "an object with exactly one of {names}";
    OneOf: one_of(names: Said) = "one of {names}";
    Names: names(names: Vec<String>) = "{names:,}";
    Once: once() = "once";
    NothingMore: nothing_more() = "one document, and nothing after it";
    AnotherEntry: another_entry() = "another entry after a comma, or no comma";
    ColonNeeded: a_colon() = "`:` between a name and its value";
    NameNeeded: a_name() = "a name in quotation marks";
    CommaOr: comma_or(close: &str) = "`,` or `{close}` after a value";
    ClosesWith: closes_with(close: &str) = "`{close}`, which closes what was opened last";
    Closing: closing(brackets: &str) = "a text that ends with `{brackets}`";
    ClosingMark: closing_mark() = "a quotation mark at its end";
    TextOnOneLine: text_on_one_line() = "`\\n` or `\\t` in its place";
    TwoBackslashes: two_backslashes() = "`\\\\`";
    DecimalPoint: decimal_point() = "a point before decimals";
    NumberForm: number_form() = "a number as in 62 or 66.5, and nothing around it";
    MarksAroundText: marks_around_text() = "a number, or a text in quotation marks";
    FieldLeftOut: field_left_out()
        = "a number, a text in quotation marks, or no such field at all";
    NoComments: no_comments() = "no comment: JSON has none";
}
